"""The desk of hospitals and pharmacies (定点医疗机构、定点药店): the card and the social PIN, and nothing else of a person."""
