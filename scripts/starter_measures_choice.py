# ruff: noqa: E501
"""Embargoes, interception bans and country programmes with their dates, written down by hand.

That a regime stands today was read in the programme table (mid-2026) or in 22 CFR 126.1 (January 2025); that is marked `read`. Its first and last days are
recollected from the instruments named, unless the note says otherwise. A measure against armed groups only is left out, so that the
table never says more than the instrument; where it ended early for the government, the day it ended for the government stands.
"""

from __future__ import annotations

# The title names no later act than the row needs: a review as of a past day prints it.
# country | authority | instrument | from | to (empty: still in force) | read or memory
ARMS = """
AF|EU|Common Position 96/746|1996-12-17||read
AF|UN|Resolution 1333 (2000), Taliban territory|2000-12-19|2002-01-16|memory
AF|US|22 CFR 126.1(g)|1996-06-27||read
AM|OSCE|CSO decision of 28 Feb 1992, forces in Nagorno-Karabakh|1992-02-28||memory
AZ|OSCE|CSO decision of 28 Feb 1992, forces in Nagorno-Karabakh|1992-02-28||memory
BY|EU|Decision 2011/357/CFSP|2011-06-20||read
BY|US|22 CFR 126.1(d)(1)|1993-07-22||memory
CD|EU|EU embargo of 7 Apr 1993, then of Common Position 2002/829|1993-04-07||read
CD|UN|Resolution 1493 (2003)|2003-07-28|2008-03-31|memory
CD|US|22 CFR 126.1(i)|1993-04-27||memory
CF|UN|Resolution 2127 (2013)|2013-12-05|2024-07-30|memory
CF|EU|Decision 2013/798/CFSP|2013-12-23||read
CF|US|22 CFR 126.1(u)|2014-12-10||read
CI|UN|Resolution 1572 (2004)|2004-11-15|2016-04-28|memory
CI|EU|Common Position 2004/852|2004-12-13|2016-06-09|memory
CN|EU|European Council declaration, Madrid, 27 June 1989|1989-06-27||memory
CN|US|Suspension of 5 June 1989; Pub. L. 101-246 s. 902; 22 CFR 126.1(d)(1)|1989-06-05||memory
CU|US|22 CFR 126.1(d)(1)|1962-02-07||memory
CY|US|22 CFR 126.1(r)|1992-12-18|2022-09-30|memory
ER|UN|Resolution 1907 (2009)|2009-12-23|2018-11-14|memory
ER|EU|Decision 2010/127/CFSP|2010-03-01|2018-12-10|memory
ER|US|22 CFR 126.1(h)|2008-10-03||read
ET|UN|Resolution 1298 (2000)|2000-05-17|2001-05-16|memory
ER|UN|Resolution 1298 (2000)|2000-05-17|2001-05-16|memory
ET|US|22 CFR 126.1(n), armed forces, police, intelligence and internal security|2021-11-12||read
FJ|US|Policy of denial after the coup of December 2006|2006-12-18|2015-06-10|memory
GN|EU|Decision 2009/788/CFSP|2009-10-27|2014-04-14|memory
HK|US|22 CFR 126.1(d)(1), as China, Department of State notice of 29 June 2020|2020-06-29||memory
HT|UN|Resolution 2699 (2023)|2023-10-19||read
HT|EU|Decision (CFSP) 2022/2319 as amended|2023-11-28||read
HT|US|22 CFR 126.1(j)|1991-10-04||read
ID|EU|Common Position 1999/624|1999-09-16|2000-01-17|memory
IQ|UN|Resolution 661 (1990)|1990-08-06|2004-06-08|memory
IQ|EU|EU embargo of 4 Aug 1990, then of Common Position 2003/495|1990-08-04||read
IQ|US|22 CFR 126.1(f)|1990-08-02||memory
IR|UN|Resolutions 1747 (2007) and 1929 (2010)|2007-03-24|2020-10-18|memory
IR|UN|Resolution 1929 (2010), in force again under Resolution 2231|2025-09-28||memory
IR|EU|Common Position 2007/246, then Decision 2010/413|2007-04-23||read
IR|US|22 CFR 126.1(d)(1)|1984-01-23||memory
KH|US|22 CFR 126.1(o)|2021-12-09|2026-02-04|read
KP|UN|Resolution 1718 (2006)|2006-10-14||read
KP|EU|Common Position 2006/795|2006-11-20||read
KP|US|22 CFR 126.1(d)(1)|1988-01-20||memory
LB|UN|Resolution 1701 (2006), save the government's own forces|2006-08-11||memory
LB|EU|Common Position 2006/625, save the government's own forces|2006-09-15||memory
LB|US|22 CFR 126.1(t)|2006-08-11||read
LK|US|Appropriation acts and 22 CFR 126.1(n) as it then stood|2008-03-27|2016-05-04|memory
LR|UN|Resolution 788 (1992) and later ones|1992-11-19|2016-05-25|memory
LY|UN|Resolution 748 (1992)|1992-04-15|2003-09-12|memory
LY|EU|EU embargo|1986-04-14|2004-10-11|memory
LY|UN|Resolution 1970 (2011)|2011-02-26||read
LY|EU|Decision 2011/137/CFSP, then (CFSP) 2015/1333|2011-02-28||read
LY|US|22 CFR 126.1(k)|1978-05-24||read
MM|EU|EU embargo of 29 July 1991, then of Common Position 96/635|1991-07-29||read
MM|US|22 CFR 126.1(d)(1)|1993-06-16||memory
NG|EU|Common Position 95/515|1995-11-20|1999-06-01|memory
NI|US|22 CFR 126.1(p)|2024-03-15||read
RS|UN|Resolutions 713 (1991) and 1160 (1998)|1998-03-31|2001-09-10|memory
RS|EU|Common Positions 96/184 and 98/240|1998-03-26|2001-10-08|memory
RU|EU|Decision 2014/512/CFSP|2014-08-01||read
RU|US|22 CFR 126.1(l)|2021-03-18||read
RW|UN|Resolution 918 (1994)|1994-05-17|1996-09-01|memory
SD|EU|Common Position 94/165, then Decision 2014/450|1994-03-16||read
SD|UN|Resolution 1591 (2005), in Darfur|2005-03-29||read
SD|US|22 CFR 126.1(v)|1992-10-30||read
SL|UN|Resolution 1132 (1997)|1997-10-08|1998-06-05|memory
SO|UN|Resolution 733 (1992)|1992-01-23|2023-12-01|memory
SO|EU|Common Position 2002/960|2002-12-10|2023-12-01|memory
SO|US|22 CFR 126.1(m)|1992-12-16||read
SS|EU|Decision 2011/423, then (CFSP) 2015/740|2011-07-18||read
SS|UN|Resolution 2428 (2018)|2018-07-13||read
SS|US|22 CFR 126.1(w)|2018-02-14||read
SY|EU|Decision 2011/273/CFSP|2011-05-10|2013-05-31|memory
SY|EU|Regulation 36/2012, equipment for internal repression|2012-01-19||read
SY|GB|Syria (Sanctions) (EU Exit) Regulations 2019|2020-12-31||read
SY|US|22 CFR 126.1(d)(1)|1991-12-18||memory
UZ|EU|Common Position 2005/792|2005-11-14|2009-10-27|memory
VE|US|22 CFR 126.1(d)(1)|2006-08-17||memory
VE|EU|Decision (CFSP) 2017/2074|2017-11-14||read
VN|US|22 CFR 126.1(d)(1)|1984-01-23|2016-11-10|memory
YE|UN|Resolution 2216 (2015), named groups and those acting for them|2015-04-14||read
ZA|UN|Resolution 418 (1977)|1977-11-04|1994-05-25|memory
ZW|EU|Common Position 2002/145, then Decision 2011/101|2002-02-18||read
ZW|US|22 CFR 126.1(s)|2002-04-17||read
"""

INTERCEPTION = """
SY|EU|Regulation (EU) 36/2012 Art. 4 and Annex V|2012-01-19||read
IR|EU|Regulation (EU) 264/2012 amending 359/2011, Art. 1b|2012-03-24||read
VE|EU|Regulation (EU) 2017/2063 Art. 6|2017-11-14||read
MM|EU|Regulation (EU) 2018/647 amending 401/2013|2018-04-27||read
BY|EU|Regulation (EU) 2021/1030 amending 765/2006|2021-06-25||memory
RU|EU|Regulation (EU) 2024/1485, internal repression regime|2024-05-28||read
SY|GB|Syria (Sanctions) (EU Exit) Regulations 2019|2020-12-31||read
IR|GB|Iran (Sanctions) (Human Rights) Regulations 2019 and successors|2020-12-31||read
VE|GB|Venezuela (Sanctions) (EU Exit) Regulations 2019|2020-12-31||read
MM|GB|Burma (Sanctions) Regulations 2019 and successors|2020-12-31||read
BY|GB|Republic of Belarus (Sanctions) Regulations 2019 as amended in August 2021|2021-08-09||memory
"""

# Programmes of the US Treasury that stand against a country's government, or that the guidance names.
PROGRAMMES = """
BY|OFAC|EO 13405, Belarus|2006-06-16||read
BY|OFAC|EO 14038, Belarus|2021-08-09||read
CD|OFAC|EO 13413, DR Congo|2006-10-27||read
CD|OFAC|EO 13671, DR Congo|2014-07-08||read
CF|OFAC|EO 13667, Central African Republic|2014-05-12||read
CU|OFAC|Cuban Assets Control Regulations|1963-07-08||read
ET|OFAC|EO 14046, northern Ethiopia|2021-09-17||read
ER|OFAC|EO 14046, northern Ethiopia|2021-09-17||read
HK|OFAC|EO 13936, Hong Kong|2020-07-14||read
IQ|OFAC|EO 12722 and later, Iraq|1990-08-02||read
IR|OFAC|EO 12957 and later, Iran|1995-03-15||read
IR|OFAC|EO 13553, human rights in Iran|2010-09-28||read
IR|OFAC|EO 13606, abuse by information technology|2012-04-23||read
SY|OFAC|EO 13606, abuse by information technology|2012-04-23|2025-06-30|memory
KP|OFAC|EO 13466 and later, North Korea|2008-06-26||read
LB|OFAC|EO 13441, Lebanon|2007-08-01||read
LY|OFAC|EO 12543, Libya|1986-01-07|2004-09-20|memory
LY|OFAC|EO 13566, Libya|2011-02-25||read
ML|OFAC|EO 13882, Mali|2019-07-26||read
MM|OFAC|EO 13047 and later, Burma|1997-05-20|2016-10-07|memory
MM|OFAC|EO 14014, Burma|2021-02-10||read
NI|OFAC|EO 13851 and the Nicaragua Human Rights and Anticorruption Act|2018-11-27||read
RU|OFAC|EO 13660 and EO 13661|2014-03-06||read
RU|OFAC|EO 14024|2021-04-15||read
SD|OFAC|EO 13067, Sudan|1997-11-03|2017-10-12|memory
SD|OFAC|EO 13400, Darfur|2006-04-26||read
SD|OFAC|EO 14098, Sudan|2023-05-04||read
SO|OFAC|EO 13536, Somalia|2010-04-12||read
SS|OFAC|EO 13664, South Sudan|2014-04-03||read
SY|OFAC|EO 13338 and later, Syria|2004-05-11|2025-06-30|memory
VE|OFAC|EO 13692 and later, Venezuela|2015-03-08||read
YE|OFAC|EO 13611, Yemen|2012-05-16||read
BI|OFAC|EO 13712, Burundi|2015-11-22|2021-11-18|memory
ZW|OFAC|EO 13288, Zimbabwe|2003-03-06|2024-03-04|memory
"""
