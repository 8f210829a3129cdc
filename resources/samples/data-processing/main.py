"""Counts the time zones of every country.

Reads the table of the tz database that most systems carry. Each of its rows names the countries a zone is used in,
the place it is named after, and the zone, separated by tabs:

    AE,OM,RE,SC,TF	+2518+05518	Asia/Dubai	Crozet

Leaves the whole table as zones-by-country.csv, and a summary as the result of the run.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path

SYSTEM_TABLE = Path("/usr/share/zoneinfo/zone1970.tab")

# Automa keeps what a script leaves in /out. Anywhere else the file goes where the script was started.
OUT = Path("/out") if Path("/out").is_dir() else Path.cwd()

# A few rows of the same table (it is in the public domain), for systems that have none.
EXCERPT = """\
AT\t+4813+01620\tEurope/Vienna
AU\t-3352+15113\tAustralia/Sydney
AU\t-3157+11551\tAustralia/Perth
BR\t-2332-04637\tAmerica/Sao_Paulo
BR\t-0308-06001\tAmerica/Manaus
CZ,SK\t+5005+01426\tEurope/Prague
GL\t+7646-01840\tAmerica/Danmarkshavn
IN\t+2232+08822\tAsia/Kolkata
PT\t+3843-00908\tEurope/Lisbon
PT\t+3744-02540\tAtlantic/Azores
"""


def main(table: str | None = None) -> dict:
    """Count the time zones of every country.

    Args:
        table: path of a table to read instead of the system's
    """
    source, text = read_table(table)
    zones = list(parse_zones(text))
    if not zones:
        raise SystemExit(f"{source}: there is no time zone in this table")
    by_country = group_by_country(zones)
    write_csv(OUT / "zones-by-country.csv", by_country)

    ranking = sorted(by_country, key=lambda country: (-len(by_country[country]), country))
    print(f"{len(zones)} zones in {len(by_country)} countries, from {source}")
    for country in ranking[:3]:
        print(f"{country}: {len(by_country[country])} zones")
    return {
        "zones": len(zones),
        "countries": len(by_country),
        "northernmost": max(zones, key=lambda zone: zone["latitude"])["name"],
        "southernmost": min(zones, key=lambda zone: zone["latitude"])["name"],
        "zonesPerCountry": {country: len(by_country[country]) for country in ranking},
    }


def read_table(path: str | None) -> tuple[str, str]:
    """Where the table comes from, and its text."""
    chosen = Path(path) if path else SYSTEM_TABLE
    if chosen.exists() or path:
        return str(chosen), chosen.read_text(encoding="utf-8")
    return "the excerpt in this script", EXCERPT


def parse_zones(text: str):
    """One dictionary per row; comments and empty lines are left out."""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        countries, place, name = line.split("\t")[:3]
        latitude, longitude = re.findall(r"[+-]\d+", place)
        yield {
            "name": name,
            "countries": countries.split(","),
            "latitude": to_degrees(latitude, degree_digits=2),
            "longitude": to_degrees(longitude, degree_digits=3),
        }


def to_degrees(angle: str, degree_digits: int) -> float:
    """ISO 6709, such as +4813 or -0462205 (degrees, minutes and perhaps seconds), as decimal degrees."""
    sign = -1 if angle[0] == "-" else 1
    digits = angle[1:].ljust(degree_digits + 4, "0")
    degrees, minutes, seconds = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    return round(sign * (degrees + minutes / 60 + seconds / 3600), 4)


def group_by_country(zones: list[dict]) -> dict[str, list[dict]]:
    """A zone that several countries use counts for each of them."""
    by_country = defaultdict(list)
    for zone in zones:
        for country in zone["countries"]:
            by_country[country].append(zone)
    return by_country


def write_csv(path: Path, by_country: dict[str, list[dict]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "zone", "latitude", "longitude"])
        for country in sorted(by_country):
            for zone in sorted(by_country[country], key=lambda zone: zone["name"]):
                writer.writerow([country, zone["name"], zone["latitude"], zone["longitude"]])


if __name__ == "__main__":
    main()
