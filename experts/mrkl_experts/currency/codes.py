"""The currencies in use: ISO 4217 codes, decimal places, and what people call them."""

NAMED = """
USD: US dollar; us, american, united states, usa; dollar; us$, greenback
EUR: euro; european; euro; €
GBP: British pound; british, uk, english; pound, pound sterling; £, sterling, pounds sterling, quid
JPY: Japanese yen; japanese, japan; yen; ¥, 円
CHF: Swiss franc; swiss; franc; sfr, swissie
CAD: Canadian dollar; canadian, canada; dollar; c$, ca$, can$, loonie, loonies
AUD: Australian dollar; australian, aussie, australia; dollar; a$, au$
NZD: New Zealand dollar; new zealand, kiwi, nz; dollar; nz$, kiwi
CNY: Chinese yuan; chinese, china; yuan, renminbi, yuan renminbi; rmb, 元, cn¥
HKD: Hong Kong dollar; hong kong, hk; dollar; hk$
SGD: Singapore dollar; singapore, singaporean; dollar; s$
TWD: New Taiwan dollar; taiwan, taiwanese, new taiwan; dollar; nt$, ntd
KRW: South Korean won; korean, south korean; won; ₩
INR: Indian rupee; indian, india; rupee; ₹
LKR: Sri Lankan rupee; sri lankan, sri lanka; rupee;
PKR: Pakistani rupee; pakistani, pakistan; rupee;
MXN: Mexican peso; mexican, mexico; peso; mex$
ARS: Argentine peso; argentine, argentinian, argentinean; peso;
CLP: Chilean peso; chilean; peso;
COP: Colombian peso; colombian; peso;
PHP: Philippine peso; philippine, filipino, philippines; peso; ₱
BRL: Brazilian real; brazilian, brazil; real, reais; r$
SEK: Swedish krona; swedish, sweden; krona, kronor, krone, kroner, crown;
NOK: Norwegian krone; norwegian, norway; krone, kroner, krona, kronor, crown;
DKK: Danish krone; danish, denmark; krone, kroner, krona, kronor, crown;
ISK: Icelandic króna; icelandic, iceland; króna, krónur, krona, kronur, kronor;
CZK: Czech koruna; czech; koruna, koruny, korun, crown; kč
PLN: Polish złoty; polish, poland; złoty, zloty, złote, zlotych; zł
HUF: Hungarian forint; hungarian; forint;
RON: Romanian leu; romanian; leu, lei;
BGN: Bulgarian lev; bulgarian; lev, leva;
TRY: Turkish lira; turkish, turkey; lira, lire; ₺
ILS: Israeli new shekel; israeli, israel, new israeli; shekel, sheqel, new shekel; ₪, nis
ZAR: South African rand; south african, south africa; rand;
THB: Thai baht; thai, thailand; baht; ฿
MYR: Malaysian ringgit; malaysian, malaysia; ringgit; rm
IDR: Indonesian rupiah; indonesian, indonesia; rupiah; rp
VND: Vietnamese đồng; vietnamese; đồng, dong; ₫
RUB: Russian rouble; russian, russia; rouble, ruble; ₽
UAH: Ukrainian hryvnia; ukrainian; hryvnia; ₴
AED: UAE dirham; uae, emirati, united arab emirates; dirham;
SAR: Saudi riyal; saudi, saudi arabian; riyal;
QAR: Qatari riyal; qatari; riyal;
KWD: Kuwaiti dinar; kuwaiti; dinar;
BHD: Bahraini dinar; bahraini; dinar;
JOD: Jordanian dinar; jordanian; dinar;
EGP: Egyptian pound; egyptian; pound;
MAD: Moroccan dirham; moroccan; dirham;
NGN: Nigerian naira; nigerian; naira; ₦
KES: Kenyan shilling; kenyan; shilling;
GHS: Ghanaian cedi; ghanaian; cedi; ₵
PEN: Peruvian sol; peruvian; sol, soles;
CRC: Costa Rican colón; costa rican; colón, colones, colon; ₡
"""
"""Per line, code: name; adjectives; nouns (plurals with -s are derived); words that stand alone."""

OTHERS = """
AFN ALL AMD AOA AWG AZN BAM BBD BDT BIF BMD BND BOB BSD BTN BWP BYN BZD CDF CUP CVE DJF DOP DZD
ERN ETB FJD FKP GEL GIP GMD GNF GTQ GYD HNL HTG IQD IRR JMD KGS KHR KMF KPW KYD KZT LAK LBP LRD
LSL LYD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MZN NAD NIO NPR OMR PAB PGK PYG RSD RWF SBD SCR
SDG SHP SLE SOS SRD SSP STN SVC SYP SZL TJS TMT TND TOP TTD TZS UGX UYU UZS VES VUV WST XAF XCD
XCG XOF XPF YER ZMW ZWG
""".split()
"""Rarer ones, known by their code alone."""

NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
"""Those without minor units."""
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
"""Those with a thousand minor units to the whole."""

COMMONEST = {
    "dollar": "USD",
    "buck": "USD",
    "pound": "GBP",
    "peso": "MXN",
    "franc": "CHF",
    "rupee": "INR",
    "krona": "SEK",
    "kronor": "SEK",
    "krone": "NOK",
    "kroner": "NOK",
    "crown": "SEK",
    "dinar": "KWD",
    "dirham": "AED",
    "riyal": "SAR",
    "rial": "IRR",
    "shilling": "KES",
    "$": "USD",
    "kr": "SEK",
}
"""What several countries call their money goes to the one that is traded most."""

PARTS = {
    "cent": "USD",
    "us cent": "USD",
    "euro cent": "EUR",
    "eurocent": "EUR",
    "canadian cent": "CAD",
    "australian cent": "AUD",
    "penny": "GBP",
    "pennies": "GBP",
    "pence": "GBP",
}
"""Coins of which a hundred make one."""
