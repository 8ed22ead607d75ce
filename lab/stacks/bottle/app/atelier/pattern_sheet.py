"""A sheet that lost a bracket on its way."""

SHEET = {
    "sleeve": [12, 14, 16,
    "collar": [38, 40],
}
