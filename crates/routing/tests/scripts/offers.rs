//! Offers: accepted, declined, run out, withdrawn.

use expect_test::expect;

use crate::check;

crate::scripts! {
    a_declined_item_goes_to_the_next_agent: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 presence a2 available
        → a2 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=3 decline o1 a1
        → o1: a1 declined w1
        → o2: w1 offered to a2 until t=23
        t=4 accept o2 a2
        → w1 assigned to a2 by o2
        t=5 show
        → a1 available idle since t=0
        → a2 available idle since t=4
        → w1 in q1 with a2
    "#]];

    who_declined_is_offered_other_work: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=2 arrive w2 q1 chat
        → w2 waits in q1
        t=3 decline o1 a1
        → o1: a1 declined w1
        → o2: w2 offered to a1 until t=23
    "#]];

    when_all_declined_they_are_asked_again_after_the_back_off: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 presence a2 available
        → a2 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=3 decline o1 a1
        → o1: a1 declined w1
        → o2: w1 offered to a2 until t=23
        t=4 decline o2 a2
        → o2: a2 declined w1
        t=5 show
        → a1 available idle since t=0
        → a2 available idle since t=1
        → w1 in q1 waits, declines stand until t=34, not a1, not a2
        t=33 tick
        t=34 tick
        → w1 forgets declines
        → o3: w1 offered to a1 until t=54
    "#]];

    a_newcomer_gets_what_the_others_declined: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=3 decline o1 a1
        → o1: a1 declined w1
        t=9 presence a2 available
        → a2 goes from offline to available
        → o2: w1 offered to a2 until t=29
        t=29 tick
        → o2: w1 to a2 ended, timed out
        → a2 goes from available to away
        t=58 tick
        t=59 tick
        → w1 forgets declines
        → o3: w1 offered to a1 until t=79
    "#]];

    coming_back_from_away_does_not_undo_a_decline: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=3 decline o1 a1
        → o1: a1 declined w1
        t=4 presence a1 away
        → a1 goes from available to away
        t=5 presence a1 available
        → a1 goes from away to available
    "#]];

    an_unanswered_offer_makes_the_agent_away_and_goes_on: expect![[r#"
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 presence a2 available
        → a2 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=21 tick
        t=22 tick
        → o1: w1 to a1 ended, timed out
        → a1 goes from available to away
        → o2: w1 offered to a2 until t=42
        t=42 tick
        → o2: w1 to a2 ended, timed out
        → a2 goes from available to away
        t=43 show
        → a1 away idle since t=0
        → a2 away idle since t=1
        → w1 in q1 waits
    "#]];

    several_offers_end_on_one_tick_in_the_order_of_their_deadlines: expect![[r#"
        t=0 queue q1 offer=20
        t=0 queue q2 offer=10
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 agent a3 q1,q2 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 presence a2 available
        → a2 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=3 arrive w2 q2 chat
        → w2 waits in q2
        → o2: w2 offered to a2 until t=13
        t=4 arrive w3 q2 mail
        → w3 waits in q2
        t=60 tick
        → o2: w2 to a2 ended, timed out
        → a2 goes from available to away
        → o1: w1 to a1 ended, timed out
        → a1 goes from available to away
        t=60 presence a3 available
        → a3 goes from offline to available
        → o3: w1 offered to a3 until t=80
    "#]];

    the_offer_time_is_held_to_its_limits: expect![[r#"
        t=0 queue q1 offer=0
        t=0 queue q2 offer=86400
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 presence a2 available
        → a2 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=1
        t=0 arrive w2 q2 chat
        → w2 waits in q2
        → o2: w2 offered to a2 until t=600
    "#]];

    a_late_answer_is_refused_even_before_the_tick: expect![[r#"
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=20 accept o1 a1
        → refused: offer gone
        t=20 decline o1 a1
        → refused: offer gone
        t=20 tick
        → o1: w1 to a1 ended, timed out
        → a1 goes from available to away
        t=21 accept o1 a1
        → refused: offer gone
    "#]];

    an_answer_to_the_offer_of_somebody_else_is_refused: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 accept o1 a2
        → refused: not yours
        t=1 decline o1 a2
        → refused: not yours
        t=1 accept o9 a1
        → refused: offer gone
        t=2 accept o1 a1
        → w1 assigned to a1 by o1
        t=3 accept o1 a1
        → refused: offer gone
        t=3 decline o1 a1
        → refused: offer gone
    "#]];

    leaving_takes_the_offer_back_to_its_place: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=21
        t=2 arrive w2 q1 chat
        → w2 waits in q1
        t=3 presence a1 wrap_up
        → a1 goes from available to wrap_up
        → o1: w1 to a1 ended, agent gone
        t=4 accept o1 a1
        → refused: offer gone
        t=5 presence a2 available
        → a2 goes from offline to available
        → o2: w1 offered to a2 until t=25
        t=6 presence a1 available
        → a1 goes from wrap_up to available
        → o3: w2 offered to a1 until t=26
    "#]];

    repeating_a_state_changes_nothing: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 presence a2 available
        → a2 goes from offline to available
        t=2 presence a1 available
        t=3 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=23
        t=4 presence a9 available
        → refused: unknown a9
    "#]];
}
