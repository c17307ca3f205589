"""The currencies of the world as people write them: names, signs and ISO 4217 codes.

A name that several countries use ("dollar", "£", "peso") stays that name: which one is meant is not
for a parser to say. A unit that names its country has the ISO code as its name.
"""

from __future__ import annotations

_NAMED = {
    "AED": "uae dirham, emirati dirham, united arab emirates dirham",
    "AFN": "afghani, afghan afghani, ؋",
    "ALL": "albanian lek",
    "AMD": "armenian dram, ֏",
    "AOA": "angolan kwanza, kwanza",
    "ARS": "argentine peso, argentinian peso, ar$",
    "AUD": "australian dollar, aussie dollar, australia dollar, au$, a$",
    "AZN": "manat, azerbaijani manat, ₼",
    "BAM": "convertible mark, bosnian mark",
    "BBD": "barbadian dollar, barbados dollar, bds$",
    "BDT": "taka, bangladeshi taka, ৳",
    "BGN": "bulgarian lev",
    "BHD": "bahraini dinar",
    "BMD": "bermudian dollar, bermuda dollar",
    "BND": "brunei dollar",
    "BOB": "boliviano, bolivian boliviano",
    "BRL": "reais, brazilian real, brazilian reais, brazil real, r$",
    "BSD": "bahamian dollar",
    "BWP": "pula, botswana pula",
    "BYN": "belarusian ruble, belarusian rouble",
    "BZD": "belize dollar, bz$",
    "CAD": "canadian dollar, canada dollar, c$, ca$, can$",
    "CDF": "congolese franc",
    "CHF": "swiss franc, sfr, fr.",
    "CLP": "chilean peso, chile peso",
    "CNY": "yuan, chinese yuan, renminbi, chinese renminbi, rmb, kuai, 元, cn¥, chinese dollar",
    "COP": "colombian peso, col$",
    "CRC": "costa rican colon, colones, ₡",
    "CUP": "cuban peso",
    "CZK": "koruna, czech koruna, czech crown, kč",
    "DKK": "danish krone, danish kroner, danish crown",
    "DOP": "dominican peso, rd$",
    "DZD": "algerian dinar",
    "EGP": "egyptian pound, e£",
    "ETB": "birr, ethiopian birr",
    "EUR": "euro, euros, €",
    "FJD": "fijian dollar, fiji dollar, fj$",
    "GBP": "british pound, pound sterling, pounds sterling, sterling, sterling pound, "
    "uk pound, gb£",
    "GEL": "lari, georgian lari, ₾",
    "GHS": "cedi, ghanaian cedi, ghana cedi, ₵",
    "GTQ": "quetzal, guatemalan quetzal",
    "HKD": "hong kong dollar, hk dollar, hk$",
    "HNL": "lempira, honduran lempira",
    "HRK": "kuna, croatian kuna",
    "HUF": "forint, hungarian forint",
    "IDR": "rupiah, indonesian rupiah, rp",
    "ILS": "shekel, israeli shekel, israeli new shekel, new shekel, sheqel, ₪, nis",
    "INR": "indian rupee, ₹",
    "IQD": "iraqi dinar",
    "IRR": "iranian rial",
    "ISK": "icelandic krona, icelandic crown, icelandic króna",
    "JMD": "jamaican dollar, j$",
    "JOD": "jordanian dinar",
    "JPY": "yen, japanese yen, jp¥",
    "KES": "kenyan shilling",
    "KHR": "riel, cambodian riel, ៛",
    "KRW": "south korean won, korean won, ₩",
    "KWD": "kuwaiti dinar",
    "KZT": "tenge, kazakhstani tenge, ₸",
    "LAK": "kip, lao kip, laotian kip, ₭",
    "LBP": "lebanese pound",
    "LKR": "sri lankan rupee, ரூ",
    "MAD": "moroccan dirham",
    "MDL": "moldovan leu",
    "MMK": "kyat, myanmar kyat, burmese kyat",
    "MNT": "tugrik, tögrög, mongolian tugrik, ₮",
    "MUR": "mauritian rupee",
    "MVR": "rufiyaa, maldivian rufiyaa",
    "MXN": "mexican peso, mex$, mx$, mexico peso",
    "MYR": "ringgit, malaysian ringgit",
    "NGN": "naira, nigerian naira, ₦",
    "NOK": "norwegian krone, norwegian kroner, norwegian crown",
    "NPR": "nepalese rupee",
    "NZD": "new zealand dollar, kiwi dollar, nz$",
    "OMR": "omani rial",
    "PAB": "balboa, panamanian balboa",
    "PEN": "nuevo sol, peruvian sol, peruvian nuevo sol, soles",
    "PHP": "philippine peso, ₱",
    "PKR": "pakistani rupee",
    "PLN": "zloty, złoty, polish zloty, zł, zlotys, zloties",
    "PYG": "guarani, paraguayan guarani, ₲",
    "QAR": "qatari riyal, qatari rial",
    "RON": "romanian leu, romanian lei",
    "RSD": "serbian dinar",
    "RUB": "russian ruble, russian rouble, ₽",
    "SAR": "saudi riyal, saudi rial, saudi arabian riyal",
    "SEK": "swedish krona, swedish kronor, swedish crown",
    "SGD": "singapore dollar, singaporean dollar, s$",
    "SYP": "syrian pound",
    "THB": "baht, thai baht, ฿",
    "TND": "tunisian dinar",
    "TRY": "lira, turkish lira, ₺",
    "TTD": "trinidad and tobago dollar, tt$",
    "TWD": "taiwan dollar, new taiwan dollar, taiwanese dollar, nt dollar, nt$",
    "TZS": "tanzanian shilling",
    "UAH": "hryvnia, ukrainian hryvnia, ₴",
    "UGX": "ugandan shilling",
    "USD": "us dollar, u.s. dollar, u.s dollar, american dollar, united states dollar, us$, u.s.$, "
    "u.s. $, u.s $, us $, usa dollar",
    "UYU": "uruguayan peso",
    "UZS": "uzbekistani som, uzbek som",
    "VES": "bolivar, venezuelan bolivar",
    "VND": "dong, vietnamese dong, ₫",
    "XAF": "central african cfa franc, cfa franc beac",
    "XCD": "east caribbean dollar, ec$",
    "XOF": "west african cfa franc, cfa franc bceao",
    "YER": "yemeni rial",
    "ZAR": "rand, south african rand",
    "ZMW": "zambian kwacha",
}
_SHARED = {
    "dollar": "$, buck",
    "pound": "£, quid",
    "franc": "",
    "rupee": "rs, rs.",
    "peso": "",
    "dinar": "",
    "krone": "kroner",
    "krona": "kronor",
    "crown": "",
    "won": "",
    "ruble": "rouble",
    "shilling": "",
    "riyal": "",
    "rial": "",
    "dirham": "",
    "mark": "",
    "deutsche mark": "german mark, deutschmark, dm",
    "kwacha": "",
    "leu": "lei",
    "lev": "leva",
    "colon": "",
    "yen or yuan": "¥",
    "guilder": "dutch guilder",
    "french franc": "",
    "belgian franc": "",
    "italian lira": "",
    "finnish markka": "markka, markkaa",
    "austrian schilling": "schilling",
    "spanish peseta": "peseta",
    "portuguese escudo": "escudo",
    "greek drachma": "",
    "irish pound": "punt",
    "bitcoin": "btc, xbt, ₿",
    "ether": "eth, ethereum",
    "satoshi": "",
}
PARTS = {
    "cent": ("¢, ct", 100),
    "penny": ("pennies", 100),
    "pence": ("p", 100),
    "satang": ("", 100),
    "kopek": ("kopeck, copeck", 100),
    "paisa": ("paise", 100),
    "fen": ("", 100),
    "jiao": ("mao", 10),
    "centavo": ("", 100),
    "centime": ("", 100),
    "eurocent": ("euro cent", 100),
    "ore": ("øre", 100),
    "agora": ("agorot", 100),
    "piastre": ("piaster", 100),
    "groszy": ("grosz", 100),
    "sen": ("", 100),
    "haler": ("heller", 100),
    "kurus": ("kuruş", 100),
}
"""Fractional units: other spellings, and how many make one of the greater unit."""

# Codes that are words when written small.
_WORDS = frozenset("ALL BAM CUP GEL PEN TRY".split())
_UNCHANGED = frozenset("yen yuan baht won rand dong pence sterling fen jiao".split())


def _aliases() -> dict[str, str]:
    """Return every spelling with the unit it names."""
    found: dict[str, str] = {}
    shared = {name: f"{name}, {more}".strip(", ") for name, more in _SHARED.items()}
    parts = {name: f"{name}, {more}".strip(", ") for name, (more, _) in PARTS.items()}
    for unit, spellings in (shared | parts | _NAMED).items():
        for spelling in spellings.split(", "):
            found[spelling] = unit
            last = spelling.split()[-1]
            if spelling[-1].isalpha() and len(last) > 2 and last not in _UNCHANGED:
                found.setdefault(spelling + "s", unit)
    for code in _NAMED:
        found[code] = found[f"{code.lower()}$"] = code
        if code not in _WORDS:
            found[code.lower()] = code
    return found


CURRENCIES = _aliases()
"""Spelling in lower case, or a code, -> ISO code or the name that several currencies share."""
