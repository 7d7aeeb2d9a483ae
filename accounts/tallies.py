"""Several counts in one number, so that millions of rows are added up with seven sums instead of sixteen counts.

What a row of `PersonSkill` adds to its cell is worked out once, when the row is written: functions of the database give
it, and the index of cells keeps it (`person_skill_tallies`). Each number holds three counts of 21 bits, so it is exact
for two million people; `sum_whole` adds bigints as bigints, where `sum` would go by numerics.
"""

BITS = 21
TALLIES = {
    "skill_standing({row}.state)": ("required", "assessed", "self_only"),
    "skill_outcome({row}.state)": ("met", "not_applicable", "people"),
    "skill_needs({row}.state, {row}.required)": ("need_1", "need_2", "need_3"),
    "skill_heights({row}.state, {row}.required, {row}.holds)": ("need_4", "at_3", "at_4"),
}
POINTS = ("ratio_points", "gap_points", "severity_points")
SUMMED = (*(call.partition("(")[0] for call in TALLIES), *POINTS)


def added(row: str) -> str:
    """SQL: the sums of rows of `PersonSkill`."""
    parts = [call.format(row=row) for call in TALLIES] + [f"{row}.{name}" for name in POINTS]
    return ", ".join(f"sum_whole({part}) AS {name}" for part, name in zip(parts, SUMMED, strict=True))


def summed(row: str) -> str:
    """SQL: the sums of sums."""
    return ", ".join(f"sum_whole({row}.{name}) AS {name}" for name in SUMMED)


def apart(row: str, columns: tuple[str, ...]) -> str:
    """SQL: the columns of a cell, out of the sums."""
    parts = {name: f"{row}.{name}" for name in POINTS}
    for call, names in TALLIES.items():
        tally = f"{row}.{call.partition('(')[0]}"
        for place, name in enumerate(names):
            above = f"{tally} >> {place * BITS}" if place else tally
            parts[name] = f"({above})::int" if place == len(names) - 1 else f"({above} & {(1 << BITS) - 1})::int"
    parts["unassessed"] = f"{parts['required']} - {parts['assessed']} - {parts['self_only']}"
    return ", ".join(f"{parts[name]} AS {name}" for name in columns)
