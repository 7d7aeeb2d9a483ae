"""What each figure means, in plain words: the page that every dotted link leads to. The formulas live with their apps."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Definition(NamedTuple):
    """`anchor` is the address on the page; `says` is one sentence, `how` the counting, line by line."""

    anchor: str
    name: Any
    says: Any
    how: tuple[Any, ...]


DEFINITIONS = (
    Definition(
        "cycle",
        _("Cycle"),
        _("A quarter of the organisation's fiscal year. It ends at midnight in the organisation's time zone."),
        (_("The first month of the fiscal year is part of the organisation's policy."),),
    ),
    Definition(
        "scale",
        _("Proficiency levels"),
        _("How well somebody does one skill: 0 None, 1 Aware, 2 Working, 3 Practitioner, 4 Expert."),
        (
            _("Each step of each skill has a sentence that begins with “You can …”."),
            _(
                "Three kinds of nothing are kept apart: not applicable, not assessed (unknown), and level 0 (assessed: none)."
            ),
        ),
    ),
    Definition(
        "level",
        _("Assessed level"),
        _("The weighted mean of what is known about a skill: own view, the manager's, that of peers, and evidence."),
        (
            _(
                "Weights: own view 0.2, peers 0.3, manager 0.3, evidence 0.5. A statement loses half of its weight in 365 days."
            ),
            _(
                "Peers count from two on, as the mean of each one's latest statement. Of the evidence the strongest item counts."
            ),
            _(
                "Rounded half up to two decimals before it is compared with anything. Age lowers the confidence, not the level."
            ),
            _(
                "By your own rating only, the level is provisional: you and your line manager see it, and reports count it apart."
            ),
        ),
    ),
    Definition(
        "confidence-of-level",
        _("Confidence of a level"),
        _("How much fresh weight stands behind the level: the sum of the weights, at most 1."),
        (_("Below 0.3 low, below 0.6 medium, else high. Below 0.1 the level is shown as unknown."),),
    ),
    Definition(
        "fading",
        _("Fading of a statement"),
        _(
            "A year after you said where you stand, your word has lost half of its weight: it has faded, so say it again."
        ),
        (
            _(
                "Fading lowers the confidence of the level, never the level itself. Evidence and your manager's word fade alike."
            ),
            _("When all that was said is so old that the confidence falls below 0.1, the level counts as unknown."),
        ),
    ),
    Definition(
        "evidence",
        _("Evidence ladder"),
        _("How strongly an item speaks for a level."),
        (
            _("A work artefact confirmed by a peer or delivery lead, or a practical assessment: 1.0."),
            _("An unexpired external credential, or having taught it: 0.7."),
            _(
                "A course with a test 0.4, a completed course 0.3, attendance 0.1: these propose an assessment and never move the level."
            ),
        ),
    ),
    Definition(
        "gap",
        _("Skill gap"),
        _(
            "What is needed minus the assessed level, where that is positive. A surplus in one skill never offsets another."
        ),
        (
            _(
                "Needed is the highest level among the active job roles, the company baseline and the targets of objectives."
            ),
            _("A gap counts from half a level on; below that it is “about there”."),
            _(
                "An unknown level is no gap: it is counted as not assessed. A role without requirements has no profile, not no gap."
            ),
        ),
    ),
    Definition(
        "severity",
        _("Severity"),
        _("How much a skill is missing in a group: the sum over its people of gap × importance × share of full time."),
        (_("Importance, 1 to 5, is that of the requirement which sets the need."),),
    ),
    Definition(
        "priority",
        _("Priority"),
        _(
            "What to attend to first: severity, doubled when an objective needs the skill, divided by 1 + the fresh resources."
        ),
        (_("Fresh resources at the level count up to three. The factors are always shown beside the number."),),
    ),
    Definition(
        "coverage",
        _("Coverage"),
        _("Of the people who need a skill, the share that was assessed and has no gap."),
        (
            _("The shares known by their own rating only and not assessed stand beside it."),
            _("Partial coverage: the mean of level ÷ need, at most 1 for each person; who is not assessed counts 0."),
            _("Where nobody needs the skill there is no coverage, rather than 0 %."),
        ),
    ),
    Definition(
        "concentration",
        _("Concentration"),
        _("How many people hold a skill at the highest level needed, and at least at 3."),
        (
            _(
                "Nobody: absent. One: a single point. Two: thin. Wider views show the word only, never the number or a name."
            ),
            _("Whoever alone holds a skill is told a week before “single point” stands in a report."),
        ),
    ),
    Definition(
        "progress",
        _("Progress"),
        _("(current − start) ÷ (target − start), between 0 and 100 %, in both directions."),
        (
            _("Without a reading there is no progress, rather than 0 %."),
            _(
                "Milestones: the sum of the weights of those done. Keep above, keep below: the share of readings in bound."
            ),
            _("An objective is the weighted mean of its key results; those without a reading are left out and marked."),
        ),
    ),
    Definition(
        "grade",
        _("Grade"),
        _("The end of a cycle, 0 to 1: red below 0.4, amber below 0.7, green from 0.7."),
        (_("A committed objective is green only at 1.0, an aspirational one from 0.6."),),
    ),
    Definition(
        "freshness",
        _("Freshness"),
        _("How far a resource of the library can still be relied on: fresh, ageing or old."),
        (
            _(
                "Trust halves in a fixed time after it was shared or verified: 180 days for how-tos, tools and practices, three years for books, a year for the rest. People and office hours do not age."
            ),
            _(
                "Fresh from one half on, ageing from a quarter on, else old; two people who say outdated halve it until they are answered."
            ),
            _(
                "Due for 30 days after the day it should be verified by, then stale. Edits and looks change nothing; verifying begins anew."
            ),
            _(
                "The line at the gardener’s bench is the share of published resources that were fresh, counted each night."
            ),
        ),
    ),
    Definition(
        "advocacy",
        _("Advocacy desk"),
        _("Three acts a month that are proposed to an executive, each with its reason, and what came of those done."),
        (
            _(
                "Six kinds in this order: fund a need, sponsor an objective, thank an author, sponsor a guild, say why something matters, host a session."
            ),
            _(
                "Each kind offers its best: the need with most people (twice where an objective needs its skill), the objective nobody learns for or is least confident of, the author whose work closed most gaps and was used most, the largest guild that serves an objective."
            ),
            _(
                "A kind that was done this month stands last, and before it one that was put aside. “Not this” lets a proposal rest for 90 days."
            ),
            _(
                "What was done this month is taken off the three. What came of it is counted from what is stored, as of now."
            ),
        ),
    ),
    Definition(
        "guild-health",
        _("Health of a guild"),
        _("The share of its members who do something in it: healthy from 20 % on."),
        (
            _(
                "Acts of the last 90 days: sessions attended or hosted, posts, answers, resources added to its collection."
            ),
            _("One act makes a member active, six make them core, and so does tending the guild; the others listen."),
            _(
                "Told once a quarter of the calendar, when it is over, for its last 90 days, from six people on and as a range: so nothing about a few of you follows from two figures. Whose acts they are is known to each for themselves only, but for what all who read the guild can see."
            ),
            _(
                "Stewards and the sponsor read more. Rhythm kept: sessions held in 92 days, of those that the guild's own rhythm asks for: three where it meets every month. New speakers: who hosted here for the first time within a year. Resources tended: added, reworded or verified in 90 days."
            ),
            _(
                "Skills moved: members whose manager or evidence puts them, within the quarter and since they joined, a level or more above anything said before. Of guilds that tend the same skill it counts in the one joined first. Told in whole batches of six people, where twelve or more could."
            ),
            _(
                "Who learns from whom, from 25 people on: one arrow from each member to whoever was answered by them on the board in 90 days, as everybody can see there; who attended and who thanked is not in it, since it would follow from the figures. Density is the share of all arrows that there could be, reciprocity the share with one the other way, the E-I index those between units less those within, by all of them."
            ),
        ),
    ),
    Definition(
        "pace",
        _("Pace"),
        _("Progress compared with the share of the time that has passed."),
        (
            _("Level with it or ahead: on track. Up to 10 points behind: watch. More: behind. Past the end: overdue."),
            _("In the first tenth of the time it is always early."),
        ),
    ),
    Definition(
        "forecast",
        _("Forecast"),
        _("Where the measure will stand at the end if it goes on like this."),
        (
            _(
                "Progress ÷ time passed until there are three check-ins, at most 1.5 times the target; then the middle slope between readings, with a range."
            ),
            _("Milestones and yes-or-no goals are never forecast."),
        ),
    ),
    Definition(
        "confidence",
        _("Confidence of a goal"),
        _("The owner's own estimate, 1 to 10, of reaching it. It is never filled in beforehand."),
        (),
    ),
    Definition(
        "active",
        _("Active goals"),
        _("Started, not closed and not cancelled. Overdue goals are among them."),
        (_("A goal that only its owner may see is in no sum, count or share that anybody else sees."),),
    ),
    Definition(
        "alignment",
        _("Alignment"),
        _("The share of active learning goals that lead to an objective, directly or through a key result."),
        (
            _("An objective that has ended counts for 14 days more, while its successor is offered."),
            _("Goals of personal interest are a share of their own, never an error."),
        ),
    ),
    Definition(
        "objectives-with-learning",
        _("Objectives with learning"),
        _("The share of active objectives that at least one active learning goal serves."),
        (_("Objectives marked “no learning needed” are left out."),),
    ),
    Definition(
        "need-fit",
        _("Need-fit of learning"),
        _(
            "Of the active goals with a skill, the share that aims at the fifth of all skills with the highest severity."
        ),
        (),
    ),
    Definition(
        "flags",
        _("Who could use you"),
        _(
            "At most five people of a team, each with the most pressing reason and one act. The others are never ranked."
        ),
        (
            _(
                "In this order: an obstacle open for more than three days, confidence that fell, no learning goal, "
                "a goal behind its pace or past its day, no check-in for a fortnight."
            ),
        ),
    ),
    Definition(
        "match",
        _("Match of an opportunity"),
        _("Interest, need, level and time, multiplied: an opportunity is offered where all four meet."),
        (
            _("Interest weighs 0.3, need 0.35, level 0.2, time 0.15. The best level is one step above yours."),
            _("The reason is always given in words, and people are never ranked for anybody."),
        ),
    ),
    Definition(
        "reminders",
        _("Reminders"),
        _(
            "Each says why it came. At most one a day and two a week, in your working hours, never on leave or holidays."
        ),
        (
            _("Two that bring no answer double the pause; after four that kind stops. Every kind can be switched off."),
            _(
                "For one in five people, drawn anew each cycle, a kind stays silent, so that its effect can be measured."
            ),
        ),
    ),
    Definition(
        "few",
        _("Few people"),
        _(
            "Figures are shown from 6 people on, so that each person in one has at least five others beside them; smaller reads “few”."
        ),
        (
            _(
                "If one figure alone would be hidden, a second one is hidden too, so that it cannot be worked out from the total."
            ),
            _(
                "The organisation's policy can ask for more than five others; then figures are shown from more people on."
            ),
            _(
                "Shares come in steps of five points. The ends are bands, wider the fewer people there are, so that nobody and one "
                "person look the same: “under 5” and “over 90” of many, “under 15” and “over 85” of eight, “under 20” of six."
            ),
            _("Your own data you always see, and your line manager sees direct reports by name."),
        ),
    ),
    Definition(
        "training-needs",
        _("Training needs"),
        _("Each skill that is needed, unit by unit: how far people are from it, and what there is to learn it from."),
        (
            _("Figures of people are the published ones of the gap report, with the day that they are of."),
            _("Target: the levels that job roles, the baseline and running objectives ask for, and how many people."),
            _(
                "Open needs are counted in the whole company: their number, and the sum of those who need each. Whoever reported "
                "two counts twice, and where they come from is not shown."
            ),
            _(
                "A snapshot keeps the table as it stood. Should figures be shown of more people only one day, so does it."
            ),
        ),
    ),
    Definition(
        "content-coverage",
        _("Levels with content"),
        _(
            "For how many of the levels asked for in a skill there is something fresh in the library that leads to that level."
        ),
        (_("Fresh: vouched for within its half-life, and not called outdated by two people or more."),),
    ),
    Definition(
        "reach",
        _("Reach of a message"),
        _(
            "Of those whom a message is for: the shares who answered it on home, who read it, and who call it good or useful."
        ),
        (
            _("Reached: read or put aside. An opened page is not counted, and the first answer stands."),
            _("Counted until last midnight, in steps of five points, of six people or more."),
            _("Renewed when five more people have answered, so that nobody's answer shows. Never who."),
        ),
    ),
    Definition(
        "as-of",
        _("As of"),
        _("When the figure was computed. Wider views are published once a day, and only when enough people changed."),
        (_("Your own page and that of your line manager follow within seconds."),),
    ),
)
