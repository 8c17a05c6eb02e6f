"""Outside data: dated, hashed imports of one outside source each; the starter ships with the package."""
