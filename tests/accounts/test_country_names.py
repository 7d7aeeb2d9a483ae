"""Countries by the names that people use."""

from accounts.forms.fields import holiday_countries


def test_countries_have_the_names_in_use_and_stand_in_the_order_of_their_letters():
    countries = dict(holiday_countries())
    told = {code: countries[code] for code in ("AX", "CD", "CI", "GW", "HK", "XK")}
    assert told == {
        "AX": "Åland Islands",
        "CD": "Congo (Dem. Rep.)",
        "CI": "Côte d’Ivoire",
        "GW": "Guinea-Bissau",
        "HK": "Hong Kong",
        "XK": "Kosovo",
    }
    names = list(countries.values())
    assert names.index("Åland Islands") < names.index("Albania") < names.index("Zimbabwe")
    assert len(countries) == 250
