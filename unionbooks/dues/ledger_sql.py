"""The ledger of dues as SQL: common table expressions over the tables, for everybody and all months in one pass.

Months are numbers here, `year * 12 + month - 1`. `$day` is the day to judge by, `$first` the month in
which the books begin, `$last` the last one; `$member` is asked for only with `one=True`.
"""

from __future__ import annotations

from typing import Final

__all__ = ["ledger_sql"]


def _index(day: str) -> str:
    """Write the SQL for the number of a day's month, counted from the year 0."""
    return f"(year({day}) * 12 + month({day}) - 1)"


def _text_index(month: str) -> str:
    """Write the SQL for the number of a month written `2026-03`."""
    return f"(CAST(substr({month}, 1, 4) AS INTEGER) * 12 + CAST(substr({month}, 6, 2) AS INTEGER) - 1)"


def _span(months: str) -> tuple[str, str]:
    """Write the SQL for the first and last month of `2026-01..2026-06`."""
    last = f"coalesce(nullif(split_part({months}, '..', 2), ''), split_part({months}, '..', 1))"
    return _text_index(f"split_part({months}, '..', 1)"), _text_index(last)


def _share(fen: str, count: str, at: str) -> str:
    """Write the SQL for one even part of fen, the odd ones going to the first; as `core.money.share_out` does."""
    return f"(sign({fen}) * (abs({fen}) // {count} + ({at} < abs({fen}) % {count})::BIGINT))::BIGINT"


def _words(text: str) -> str:
    return f"string_split_regex(trim(coalesce({text}, '')), '\\s+')"


_FIRST_DAY: Final = "make_date((mi // 12)::BIGINT, (mi % 12 + 1)::BIGINT, 1)"
_TIER: Final = "CAST(TRY_CAST(split_part(one, ':', {at}) AS DECIMAL(16, 2)) * 100 AS BIGINT)"
_TIERS: Final = (
    f"list_transform({_words('tiers')}, "
    f"lambda one: struct_pack(base := {_TIER.format(at=1)}, dues := {_TIER.format(at=2)}))"
)


def _facts(member: str) -> str:
    """Write the tables of what is due: who is on the roll on the first of each month, and by which rule."""
    return f"""
    spans AS (
        SELECT member, state, employment, base_fen, name, "group", staff_no, file AS roll_file, line AS roll_line,
               greatest($first, {_index("date")} + (day(date) > 1)::INTEGER) AS first_mi,
               least($last, coalesce({_index("next_date")} - (day(next_date) = 1)::INTEGER, $last)) AS last_mi
        FROM timeline
        WHERE state IN ('active', 'retained', 'retired') {member}
    ),
    roster AS (
        SELECT * EXCLUDE (first_mi, last_mi), unnest(range(first_mi, last_mi + 1)) AS mi
        FROM spans WHERE first_mi <= last_mi
    ),
    months AS (SELECT unnest(range($first, $last + 1)) AS mi),
    versions AS (
        SELECT mi, r.*, {_words("employment")} AS kinds, {_words("exempt")} AS exempted, {_TIERS} AS steps
        FROM months JOIN dues_rules r ON r.date <= {_FIRST_DAY}
        QUALIFY row_number() OVER (PARTITION BY mi, rule ORDER BY date DESC, file DESC, line DESC) = 1
    ),
    rules_then AS (
        SELECT kind, v.*
        FROM (SELECT DISTINCT coalesce(employment, 'permanent') AS kind FROM spans) k
        JOIN versions v ON (v.employment IS NULL OR list_contains(v.kinds, k.kind))
        WHERE v.until IS NULL OR {_FIRST_DAY} <= v.until
        QUALIFY row_number() OVER (PARTITION BY kind, mi ORDER BY v.employment IS NULL, v.rule) = 1
    ),
    reckoned AS (
        SELECT r.*, u.rule, u.date AS rule_date, u.due_day, u.upper_share, u.minimum_fen,
               list_contains(u.exempted, r.state) AS is_exempt,
               CASE u.method
                   WHEN 'flat' THEN u.amount_fen
                   WHEN 'percent' THEN
                       ((CASE WHEN u.base_step_fen > 0 THEN base_fen // u.base_step_fen * u.base_step_fen
                         ELSE base_fen END)::HUGEINT * CAST(u.rate * 1000000 AS BIGINT) + 500000) // 1000000
                   WHEN 'tiered' THEN
                       list_max(list_filter(u.steps, lambda step: step.base <= base_fen))['dues']
               END AS by_method
        FROM roster r LEFT JOIN rules_then u ON u.kind = coalesce(r.employment, 'permanent') AND u.mi = r.mi
    ),
    assessed AS (
        SELECT *, CASE
                   WHEN rule IS NULL THEN NULL
                   WHEN is_exempt THEN 0
                   WHEN by_method IS NULL THEN NULL  -- greatest would pass over it
                   ELSE greatest(by_method, coalesce(minimum_fen, by_method))
               END::BIGINT AS by_rule
        FROM reckoned
    )"""  # noqa: S608 - our own names; values are parameters


def _movements(member: str) -> str:
    """Write the tables of what changes it: waivers, openings and payments, each spread over its months."""
    waiver, waived_until = _span("months")
    opening = f"CASE WHEN months IS NULL THEN $first - 1 ELSE {_span('months')[0]} END"
    opened_until = f"CASE WHEN months IS NULL THEN $first - 1 ELSE {_span('months')[1]} END"
    return f"""
    waivers AS (
        SELECT member, mi, CASE WHEN bool_or(amount_fen IS NULL) THEN 9000000000000000 ELSE sum(amount_fen) END AS fen
        FROM (
            SELECT member, amount_fen, unnest(range({waiver}, {waived_until} + 1)) AS mi
            FROM dues_waivers WHERE date <= $day {member}
        )
        GROUP BY member, mi
    ),
    opened AS (
        SELECT member, mi, {_share("amount_fen", "(until_mi - first_mi + 1)", "mi - first_mi")} AS fen, has_months
        FROM (
            SELECT *, unnest(range(first_mi, until_mi + 1)) AS mi
            FROM (
                SELECT member, amount_fen, months IS NOT NULL AS has_months,
                       {opening} AS first_mi, {opened_until} AS until_mi
                FROM dues_openings WHERE date <= $day {member}
            )
        )
    ),
    openings AS (SELECT member, mi, sum(fen)::BIGINT AS fen FROM opened WHERE fen > 0 AND mi <= $last GROUP BY ALL),
    moved AS (
        SELECT member, -fen AS fen, {_text_index("months_first")} AS first_mi, {_text_index("months_last")} AS until_mi
        FROM postings
        WHERE member IS NOT NULL AND level_one IN ('401', '211') AND date <= $day {member}
    ),
    received AS (
        SELECT member, fen, first_mi AS mi FROM moved WHERE first_mi IS NULL OR first_mi = until_mi
        UNION ALL
        SELECT member, {_share("fen", "(until_mi - first_mi + 1)", "mi - first_mi")}, mi
        FROM (SELECT *, unnest(range(first_mi, until_mi + 1)) AS mi FROM moved WHERE first_mi < until_mi)
        UNION ALL
        SELECT member, -fen, CASE WHEN has_months THEN mi END FROM opened WHERE fen < 0
    ),
    direct AS (SELECT member, mi, sum(fen)::BIGINT AS fen FROM received WHERE mi <= $last GROUP BY ALL)"""  # noqa: S608 - as above


_SETTLED: Final = """
    due AS (
        SELECT coalesce(a.member, o.member, d.member) AS member, coalesce(a.mi, o.mi, d.mi) AS mi,
               a.* EXCLUDE (member, mi), coalesce(o.fen, 0) AS opening, coalesce(d.fen, 0) AS got,
               coalesce(a.by_rule, 0) + coalesce(o.fen, 0) AS assessed
        FROM assessed a
        FULL JOIN openings o ON o.member = a.member AND o.mi = a.mi
        FULL JOIN direct d ON d.member = coalesce(a.member, o.member) AND d.mi = coalesce(a.mi, o.mi)
    ),
    kept AS (
        SELECT d.*, least(assessed, coalesce(w.fen, 0)) AS waived,
               assessed - least(assessed, coalesce(w.fen, 0)) AS payable,
               greatest(0, least(got, assessed - least(assessed, coalesce(w.fen, 0)))) AS kept
        FROM due d LEFT JOIN waivers w ON w.member = d.member AND w.mi = d.mi
    ),
    loose AS (SELECT member, sum(fen)::BIGINT AS fen FROM received WHERE mi IS NULL GROUP BY member),
    ahead AS (SELECT member, sum(fen)::BIGINT AS fen FROM received WHERE mi > $last GROUP BY member),
    pools AS (
        SELECT member,
               sum(CASE WHEN mi < $first THEN 0 ELSE got - kept END)::BIGINT AS later,
               sum(CASE WHEN mi < $first THEN got - kept ELSE 0 END)::BIGINT AS early,
               sum(CASE WHEN mi < $first THEN payable - kept ELSE 0 END)::BIGINT AS early_lack
        FROM kept GROUP BY member
    ),
    pool AS (
        SELECT coalesce(p.member, l.member) AS member,
               coalesce(later, 0) + least(coalesce(early, 0), coalesce(early_lack, 0)) + coalesce(l.fen, 0) AS fen,
               coalesce(early, 0) - least(coalesce(early, 0), coalesce(early_lack, 0)) AS at_its_word
        FROM pools p FULL JOIN loose l ON l.member = p.member
    ),
    moving AS (
        SELECT k.member, k.mi,
               greatest(0, least(payable - kept, p.fen - coalesce(sum(payable - kept) OVER before, 0))) AS filled,
               greatest(0, least(kept, -p.fen - coalesce(sum(kept) OVER behind, 0))) AS taken
        FROM kept k JOIN pool p ON p.member = k.member AND p.fen <> 0
        WINDOW before AS (PARTITION BY k.member ORDER BY k.mi ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
               behind AS (PARTITION BY k.member ORDER BY k.mi ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
    ),
    settled AS (
        SELECT k.*, coalesce(m.filled, 0)::BIGINT AS filled, coalesce(m.taken, 0)::BIGINT AS taken,
               (kept + coalesce(m.filled, 0) - coalesce(m.taken, 0))::BIGINT AS paid,
               (payable - kept - coalesce(m.filled, 0) + coalesce(m.taken, 0))::BIGINT AS owed
        FROM kept k LEFT JOIN moving m ON m.member = k.member AND m.mi = k.mi
    )"""


def ledger_sql(timeline: str, *, one: bool = False) -> str:
    """Write the common table expressions of the ledger; the last one, `settled`, has a row a member and month.

    Args:
        timeline: The roll as common table expressions, `unionbooks.members.timeline.TIMELINE`.
        one: Whether only the member `$member` is asked for.
    """
    member = "AND member = $member" if one else ""
    return ",".join([timeline, _facts(member), _movements(member), _SETTLED])
