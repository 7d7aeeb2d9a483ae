"""One mutation per kind of guard: what somebody could forget or loosen, and the tests that must then turn red."""

from tests.mutations.mutation import Mutation
from tests.mutations.rows_of_apps import OF_APPS
from tests.mutations.rows_of_failure import OF_FAILURE

DOORS = "tests/test_doors.py"
SHAPE, TEMPLATES = "tests/test_architecture.py", "tests/test_templates.py"
STORIES = "tests/test_storylines.py"
MATRIX_OF_GOALS = f"{DOORS}::test_every_persona_gets_what_the_matrix_says[goals]"

MUTATIONS = [
    # --- doors and rules
    Mutation(
        "a view without a door",
        "goals/views/goals.py",
        '@page(can="goals.list_goals")\n',
        "",
        f"{DOORS}::test_every_view_of_ours_has_a_door",
    ),
    Mutation(
        "a misspelt permission",
        "goals/views/goals.py",
        '@page(can="goals.list_goals")',
        '@page(can="goals.list_goal")',
        f"{DOORS}::test_every_door_asks_a_declared_permission",
    ),
    Mutation(
        "a table that nobody says whose it is",
        "guilds/personal_data.py",
        'bond("guilds.CalendarReply", "person", _("What your calendar answered"), codes=("message_id",))\n',
        "",
        "tests/core/test_personal_data.py::test_nothing_of_people_was_forgotten",
    ),
    Mutation(
        "a loosened rule",
        "goals/rules.py",
        'declare("goals.cancel_goal", is_goal_owner, ',
        'declare("goals.cancel_goal", is_signed_in, ',
        MATRIX_OF_GOALS,
    ),
    Mutation(
        "rows that one may not know of",
        "goals/querysets.py",
        'return self.filter(Q(owner=person) | Q(visibility="everyone") | shared)',
        "return self",
        f"{DOORS}::test_visible_to_equals_the_view_rule[goals.LearningGoal]",
    ),
    Mutation(
        "a page that is open to everybody",
        "goals/views/goals.py",
        '@page(can="goals.list_goals")',
        '@__import__("ecosystem.core.doors").core.doors.open_to_all',
        f"{DOORS}::test_open_doors_are_meant_to_be_open",
    ),
    Mutation(
        "a view that fetches by id",
        "goals/views/goals.py",
        '    ended = request.GET.get("show") == "closed"\n',
        '    LearningGoal.objects.filter(pk=request.GET.get("goal"))\n    ended = request.GET.get("show") == "closed"\n',
        f"{SHAPE}::test_views_never_fetch_by_id",
    ),
    Mutation(
        "a role that is asked outside the rules",
        "goals/views/goals.py",
        '    ended = request.GET.get("show") == "closed"\n',
        '    ended = request.GET.get("show") == "closed" and not request.user.is_learning\n',
        f"{SHAPE}::test_roles_are_asked_in_rules_only",
    ),
    Mutation(
        "an act that any method does",
        "goals/views/goals.py",
        '@require_POST\n@on(LearningGoal, can="goals.cancel_goal")',
        '@on(LearningGoal, can="goals.cancel_goal")',
        f"{DOORS}::test_methods_that_a_view_does_not_speak_are_refused[goals]",
    ),
    Mutation(
        "forms without a token",
        "ecosystem/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        f"{DOORS}::test_what_changes_something_asks_for_the_token_of_its_form",
    ),
    Mutation(
        "one view without a token",
        "goals/views/goals.py",
        '@require_POST\n@on(LearningGoal, can="goals.cancel_goal")',
        '@__import__("django.views.decorators.csrf").views.decorators.csrf.csrf_exempt\n@require_POST\n'
        '@on(LearningGoal, can="goals.cancel_goal")',
        f"{DOORS}::test_what_changes_something_asks_for_the_token_of_its_form",
    ),
    Mutation(
        "inline scripts that run",
        "ecosystem/settings.py",
        '"script-src": [SELF],',
        '"script-src": [SELF, "\'unsafe-inline\'"],',
        "tests/core/test_middleware.py::test_the_policy_of_security_is_on_every_answer",
    ),
    Mutation(
        "privileged people without a second factor",
        "ecosystem/core/second_factor.py",
        "return bool(_needs and person.is_authenticated and _needs(person, session))",
        "return False",
        "tests/core/test_middleware.py::test_who_needs_a_second_factor_gets_nowhere_else",
    ),
    # --- acts
    Mutation(
        "an act without its audit entry",
        "goals/actions/goals.py",
        '    record(actor, "goal.closed", goal, fields=["outcome", "lesson"])\n',
        "",
        "tests/goals/test_actions_goals.py::test_close_goal_keeps_the_lesson_clears_obstacles_and_is_not_found_any_more",
    ),
    Mutation(
        "a stale edit that overwrites",
        "ecosystem/core/versions.py",
        'edition = in_state if version is None else {**in_state, "version": version}',
        "edition = in_state",
        "tests/core/test_versions.py::test_a_stale_edition_never_overwrites",
    ),
    Mutation(
        "a row that is saved whole",
        "ecosystem/core/mail.py",
        'mail.save(update_fields=["withdrawn_at"])',
        "mail.save()",
        f"{SHAPE}::test_an_existing_row_is_saved_by_named_columns",
    ),
    Mutation(
        "work that goes past the outbox",
        "goals/noting.py",
        'enqueue(FOLD, key=f"fold-{key}")',
        "enqueue.delay(FOLD)",
        f"{SHAPE}::test_only_the_outbox_talks_to_celery",
    ),
    Mutation(
        "a task that does not exist",
        "goals/noting.py",
        'FOLD = "goals.fold_changes"',
        'FOLD = "goals.fold_change"',
        f"{SHAPE}::test_every_enqueued_task_exists",
    ),
    Mutation(
        "work that is done once for each time it is asked for",
        "ecosystem/core/outbox.py",
        "add(_message(task, key, ids, after), or_leave=True)",
        "add(_message(task, key, ids, after))",
        "tests/core/test_outbox.py::test_the_key_makes_it_once",
    ),
    # --- shape
    Mutation(
        "an import that points up",
        "accounts/gaps.py",
        "from decimal import",
        "import goals.pace\nfrom decimal import",
        f"{SHAPE}::test_imports_point_down",
    ),
    Mutation(
        "a statement for each row",
        "ecosystem/reports/home.py",
        "row_of(goal, person, read=read) for goal, read in zip(goals, goals.values, strict=True)",
        "row_of(LearningGoal.objects.get(pk=goal.pk), person) for goal in goals",
        "tests/reports/test_home.py::test_home_takes_six_statements",
    ),
    Mutation(
        "a style in a template",
        "templates/goals/partials/goal_align_form.html",
        '<form class="form narrow"',
        '<form class="form narrow" style="color: red"',
        f"{TEMPLATES}::test_no_template_carries_script_style_or_handlers",
    ),
    Mutation(
        "a fragment without an id",
        "templates/goals/partials/goal_align_form.html",
        ' id="goal-{{ goal.pk }}-align"',
        "",
        f"{TEMPLATES}::test_a_fragment_is_one_element_with_an_id",
    ),
    # --- privacy
    Mutation(
        "only-me goals in what managers see by name",
        "goals/querysets.py",
        'return self.exclude(visibility="me")\n',
        "return self.all()\n",
        "tests/reports/test_team.py::test_what_raises_a_flag",
    ),
    Mutation(
        "only-me goals in the sums of managers",
        "goals/state.py",
        "count(*) FILTER (WHERE visibility <> 'me') AS goals,",
        "count(*) AS goals,",
        "tests/goals/test_state.py::test_note_state_keeps_only_me_goals_out_of_what_others_see",
    ),
    Mutation(
        "a lower k",
        "ecosystem/core/aggregates.py",
        "return max(K, k)",
        "return k",
        "tests/core/test_aggregates.py::test_k_is_a_floor_and_only_raised",
    ),
    Mutation(
        "small cells that are shown",
        "ecosystem/core/aggregates.py",
        "hidden = {key for key in forest.cells if 0 < forest.n(key) <= k}",
        "hidden = set()",
        "tests/core/test_aggregates.py",
    ),
    # --- nudges
    Mutation(
        "reminders on leave and at night",
        "ecosystem/notifications/pacing.py",
        "        if reach.is_reachable(opening):\n",
        "        if reach:\n",
        f"{STORIES}::test_storyline_07_leave_without_a_burst_on_return",
    ),
    Mutation(
        "hours of the office instead of the person's",
        "ecosystem/notifications/pacing.py",
        "next_allowed(moment, reach.zone, policy.quiet_until, policy.quiet_from)",
        "next_allowed(moment, policy.zone, policy.quiet_until, policy.quiet_from)",
        f"{STORIES}::test_storyline_07_quiet_hours_in_each_zone",
    ),
    Mutation(
        "a condition that is not asked again",
        "ecosystem/notifications/sending.py",
        "if rule.still_due is not None and not rule.still_due(nudge):",
        "if False:",
        "tests/notifications/test_sending.py::test_send_asks_the_condition_again",
    ),
    # --- accessibility
    Mutation(
        "a button without a name",
        "templates/partials/bar_end.html",
        'popovertarget="me-menu" aria-label="{% blocktranslate with name=frame.person %}{{ name }}: menu{% endblocktranslate %}"',
        'popovertarget="me-menu"',
        "tests/browser/test_axe_everywhere.py::test_every_page_is_accessible_and_fits[reports]",
    ),
    *OF_APPS,
    *OF_FAILURE,
]
