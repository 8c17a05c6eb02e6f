"""A book read and judged on Spark."""
