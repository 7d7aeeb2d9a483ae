"""Guards against what dies half-way: claims of work, tries, nights, mail, a database that is away."""

from tests.mutations.mutation import Mutation

OUTBOX = "tests/core/test_outbox.py"

OF_FAILURE = [
    Mutation(
        "a claim that holds while its worker lives",
        "ecosystem/core/outbox.py",
        "    message.claimed_until = moment + LEASE\n",
        "    message.claimed_until = moment\n",
        f"{OUTBOX}::test_killed_while_working_it_happens_once_after_the_lease",
    ),
    Mutation(
        "a claim that is asked for again before the work",
        "ecosystem/core/outbox.py",
        "                if _still_mine(message):\n",
        "                if message:\n",
        f"{OUTBOX}::test_a_claim_that_ran_out_and_was_taken_over_is_not_worked_twice",
    ),
    Mutation(
        "work that can never be done and is tried for ever",
        "ecosystem/core/outbox.py",
        "    last = message.attempts >= TRIES\n",
        "    last = message.attempts < 0\n",
        f"{OUTBOX}::test_poison_is_parked_after_three_tries_and_the_others_go_on",
    ),
    Mutation(
        "an effect that outlives its failure",
        "ecosystem/core/outbox.py",
        "            with policy_scope(), transaction.atomic():\n",
        "            with policy_scope():\n",
        f"{OUTBOX}::test_a_failure_leaves_no_effect_and_is_tried_again",
    ),
    Mutation(
        "nights that were slept through",
        "ecosystem/core/jobs.py",
        "        new = [period for period in periods if period.due_at > known] if known else periods[-1:]\n",
        "        new = [period for period in periods[-1:] if not known or period.due_at > known]\n",
        "tests/core/test_jobs.py::test_a_scheduler_that_was_dead_catches_up_each_night_once",
    ),
    Mutation(
        "a mail with another name at each try",
        "ecosystem/core/mail.py",
        '"Message-ID": f"<{mail.pk}@{host}>",',
        '"Message-ID": f"<{monotonic()}@{host}>",',
        "tests/core/test_mail.py::test_the_same_mail_keeps_its_name_at_every_try",
    ),
    Mutation(
        "a mail that is no longer right",
        "ecosystem/core/mail.py",
        "    return _checks[mail.check_name](mail) if mail.check_name else True\n",
        "    return True\n",
        "tests/core/test_mail.py::test_what_is_no_longer_right_at_the_moment_of_sending_is_withdrawn",
    ),
    Mutation(
        "a database that is away, told as a mistake of ours",
        "ecosystem/core/outage.py",
        "    return state is None or state.startswith(CONNECTION_CLASSES)\n",
        "    return False\n",
        "tests/core/test_outage.py::test_only_a_database_that_is_away_is_an_outage",
    ),
    Mutation(
        "a pool that asks ever more rarely",
        "ecosystem/settings.py",
        ', "timeout": 2, "reconnect_timeout": 2}',
        ', "timeout": 2}',
        "tests/core/test_outage.py::test_a_database_that_was_away_for_long_is_found_again_at_once",
    ),
]
