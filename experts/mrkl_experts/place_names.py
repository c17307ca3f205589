"""Names of places by hand: what the zone database does not call by its everyday name."""

from __future__ import annotations

_CITIES = {
    "America/New_York": (
        "boston, washington, washington dc, dc, nyc, new york city, miami, atlanta, philadelphia, "
        "pittsburgh, orlando, baltimore, charlotte, cleveland, eastern, us eastern, east coast"
    ),
    "America/Chicago": (
        "houston, dallas, austin, san antonio, texas, new orleans, minneapolis, st louis, "
        "kansas city, milwaukee, nashville, memphis, central, us central"
    ),
    "America/Denver": "salt lake city, albuquerque, colorado, utah, mountain, us mountain",
    "America/Phoenix": "arizona, tucson",
    "America/Los_Angeles": (
        "la, san francisco, sf, seattle, san diego, las vegas, portland, sacramento, san jose, "
        "oakland, california, silicon valley, pacific, us pacific, west coast"
    ),
    "Pacific/Honolulu": "hawaii",
    "America/Toronto": "ottawa, montreal, quebec, quebec city, ontario",
    "America/Edmonton": "calgary, alberta",
    "America/Mexico_City": "guadalajara, puebla",
    "America/Sao_Paulo": "rio de janeiro, rio, brasilia, belo horizonte, curitiba, porto alegre",
    "America/Argentina/Buenos_Aires": "rosario",
    "America/Guayaquil": "quito, ecuador",
    "America/Santiago": "valparaiso, chile",
    "Europe/London": (
        "manchester, birmingham, edinburgh, glasgow, liverpool, leeds, bristol, cardiff, oxford, "
        "cambridge, england, scotland, wales, britain, great britain, uk, united kingdom"
    ),
    "Europe/Berlin": (
        "munich, münchen, frankfurt, hamburg, cologne, köln, stuttgart, düsseldorf, dusseldorf, "
        "leipzig, dresden, hanover, nuremberg, germany"
    ),
    "Europe/Paris": "lyon, marseille, nice, toulouse, bordeaux, strasbourg, lille",
    "Europe/Rome": "milan, venice, naples, florence, turin, bologna",
    "Europe/Madrid": "barcelona, valencia, seville, malaga, bilbao, spain",
    "Europe/Lisbon": "porto, portugal",
    "Europe/Zurich": "geneva, basel, bern, lausanne, zürich",
    "Europe/Amsterdam": "rotterdam, hague, utrecht, holland",
    "Europe/Brussels": "antwerp, ghent, bruges",
    "Europe/Vienna": "salzburg, graz, innsbruck",
    "Europe/Warsaw": "krakow, kraków, gdansk, wroclaw",
    "Europe/Stockholm": "gothenburg, malmo",
    "Europe/Oslo": "bergen",
    "Europe/Kyiv": "lviv, odesa, ukraine",
    "Europe/Moscow": "st petersburg, saint petersburg",
    "Europe/Istanbul": "ankara, izmir, turkey",
    "Africa/Johannesburg": "cape town, durban, pretoria",
    "Africa/Lagos": "abuja",
    "Africa/Cairo": "alexandria, giza",
    "Africa/Casablanca": "marrakesh, marrakech, rabat, fez",
    "Africa/Nairobi": "mombasa",
    "Asia/Jerusalem": "tel aviv, haifa",
    "Asia/Dubai": "abu dhabi, sharjah, uae, emirates",
    "Asia/Riyadh": "mecca, medina, jeddah",
    "Asia/Qatar": "doha",
    "Asia/Karachi": "islamabad, lahore",
    "Asia/Kolkata": (
        "mumbai, bombay, delhi, new delhi, bangalore, bengaluru, chennai, madras, hyderabad, "
        "pune, ahmedabad, jaipur, goa"
    ),
    "Asia/Ho_Chi_Minh": "hanoi, da nang",
    "Asia/Shanghai": "beijing, peking, shenzhen, guangzhou, chengdu, wuhan, china",
    "Asia/Tokyo": "osaka, kyoto, yokohama, nagoya, sapporo",
    "Asia/Seoul": "busan",
    "Asia/Kuala_Lumpur": "penang, malaysia",
    "Asia/Makassar": "bali, denpasar",
    "Australia/Sydney": "canberra, new south wales",
    "Australia/Brisbane": "gold coast, queensland",
    "Australia/Melbourne": "victoria",
    "Pacific/Auckland": "wellington, christchurch, new zealand",
    "UTC": "utc, gmt, z, zulu, universal, greenwich",
}

_ABBREVIATIONS = {
    "America/New_York": "et, est, edt",
    "America/Chicago": "ct, cst, cdt",
    "America/Denver": "mt, mst, mdt",
    "America/Los_Angeles": "pt, pst, pdt",
    "America/Anchorage": "akst, akdt, alaska",
    "Pacific/Honolulu": "hst",
    "Europe/London": "bst",
    "Europe/Lisbon": "wet, west",
    "Europe/Paris": "cet, cest",
    "Europe/Athens": "eet, eest",
    "Europe/Moscow": "msk",
    "Asia/Kolkata": "ist",
    "Asia/Shanghai": "hkt, sgt",
    "Asia/Tokyo": "jst",
    "Asia/Seoul": "kst",
    "Australia/Perth": "awst",
    "Australia/Adelaide": "acst, acdt",
    "Australia/Sydney": "aest, aedt",
    "Pacific/Auckland": "nzst, nzdt",
}

_COUNTRIES = {
    "GB": "uk, united kingdom, great britain, britain, england, scotland, wales",
    "US": "usa, us, america, united states of america",
    "KR": "south korea, korea",
    "KP": "north korea",
    "NL": "holland",
    "AE": "uae, emirates, united arab emirates",
    "CZ": "czechia",
    "CI": "ivory coast",
    "TR": "turkey, türkiye",
    "MM": "burma",
    "VN": "viet nam",
    "MK": "macedonia",
    "CD": "dr congo, democratic republic of the congo",
    "CG": "republic of the congo, congo",
    "SZ": "swaziland",
    "CV": "cabo verde",
    "VA": "vatican, vatican city",
    "BN": "brunei darussalam",
    "BA": "bosnia, bosnia and herzegovina",
    "TT": "trinidad, trinidad and tobago",
    "HK": "hong kong",
}


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {name: key for key, names in table.items() for name in names.split(", ")}


CITY_ZONES = _by_name(_CITIES)
"""IANA zone of a place, by its name in lower case; countries whose capital's zone is meant too."""

ABBREVIATED_ZONES = _by_name(_ABBREVIATIONS)
"""IANA zone of an abbreviation; summer time is the zone's own, "CST" and "IST" are read so."""

COUNTRY_CODES = _by_name(_COUNTRIES)
"""ISO 3166 code of a country's everyday names."""
