//! Work moved by people's hands.

use expect_test::expect;

use crate::check;

crate::scripts! {
    an_offline_agent_keeps_mail_and_chat_until_released: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 agent a2 q1 chat=1 mail=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=21
        t=1 accept o1 a1
        → w1 assigned to a1 by o1
        t=2 arrive w2 q1 mail
        → w2 waits in q1
        → o2: w2 offered to a1 until t=22
        t=2 accept o2 a1
        → w2 assigned to a1 by o2
        t=3 presence a2 available
        → a2 goes from offline to available
        t=4 presence a1 offline
        → a1 goes from available to offline
        t=5 show
        → a1 offline idle since t=2
        → a2 available idle since t=3
        → w1 in q1 with a1
        → w2 in q1 with a1
        t=6 release w1
        → w1 released to q1 by a1
        → o3: w1 offered to a2 until t=26
    "#]];

    who_gives_work_back_is_not_asked_first: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=0 accept o1 a1
        → w1 assigned to a1 by o1
        t=1 release w1
        → w1 released to q1 by a1
        t=2 show
        → a1 available idle since t=1
        → a2 offline idle since t=0
        → w1 in q1 waits, declines stand until t=31, not a1
        t=31 tick
        → w1 forgets declines
        → o2: w1 offered to a1 until t=51
    "#]];

    released_work_keeps_its_place_in_line: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=0 accept o1 a1
        → w1 assigned to a1 by o1
        t=1 arrive w2 q1 chat
        → w2 waits in q1
        t=2 presence a1 away
        → a1 goes from available to away
        t=3 release w1
        → w1 released to q1 by a1
        t=4 presence a2 available
        → a2 goes from offline to available
        → o2: w1 offered to a2 until t=24
    "#]];

    only_assigned_work_is_released: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        t=1 release w1
        → refused: nobody has w1
        t=1 release w2
        → refused: unknown w2
        t=2 presence a1 available
        → a1 goes from offline to available
        → o1: w1 offered to a1 until t=22
        t=3 release w1
        → refused: nobody has w1
    "#]];

    an_agent_takes_a_waiting_item_while_away: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 mail=2
        t=0 presence a1 away
        → a1 goes from offline to away
        t=0 arrive w1 q1 mail
        → w1 waits in q1
        t=1 take w1 a1
        → w1 assigned to a1
        t=2 show
        → a1 away idle since t=1
        → w1 in q1 with a1
    "#]];

    taking_what_a_colleague_is_asked_ends_their_offer: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 mail=2
        t=0 agent a2 q1 mail=2
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 presence a2 away
        → a2 goes from offline to away
        t=0 arrive w1 q1 mail
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 arrive w2 q1 mail
        → w2 waits in q1
        t=2 take w1 a2
        → o1: w1 to a1 ended, work gone
        → w1 assigned to a2
        → o2: w2 offered to a1 until t=22
        t=3 take w2 a1
        → w2 assigned to a1 by o2
    "#]];

    taking_is_refused_offline_full_held_or_unknown: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 agent a3 q1 chat=1
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        t=0 arrive w2 q1 chat
        → w2 waits in q1
        t=1 take w1 a1
        → refused: a1 not available
        t=2 presence a1 away
        → a1 goes from offline to away
        t=2 presence a3 away
        → a3 goes from offline to away
        t=3 take w1 a1
        → w1 assigned to a1
        t=4 take w2 a1
        → refused: a1 over capacity
        t=5 take w1 a3
        → refused: a1 has it
        t=5 take w1 a1
        → refused: a1 has it
        t=6 take w9 a1
        → refused: unknown w9
        t=6 take w1 a9
        → refused: unknown a9
    "#]];

    an_offer_reserves_its_place_against_taking: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 arrive w2 q1 chat
        → w2 waits in q1
        t=2 arrive w3 q1 mail
        → w3 waits in q1
        t=3 take w2 a1
        → refused: a1 over capacity
        t=4 take w3 a1
        → w3 assigned to a1
        t=5 accept o1 a1
        → w1 assigned to a1 by o1
    "#]];

    a_supervisor_assigns_over_capacity_and_it_is_marked: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 accept o1 a1
        → w1 assigned to a1 by o1
        t=2 arrive w2 q1 chat
        → w2 waits in q1
        t=3 assign w2 a1
        → w2 assigned to a1 over capacity
        t=4 arrive w3 q1 chat
        → w3 waits in q1
        t=5 complete w1
        → w1 completed by a1
        t=6 complete w2
        → w2 completed by a1
        → o2: w3 offered to a1 until t=26
        t=6 assign w3 a1
        → w3 assigned to a1 by o2
        t=7 assign w3 a1
        → refused: a1 has it
        t=8 show
        → a1 available idle since t=6
        → w3 in q1 with a1
    "#]];

    an_assignment_that_fills_the_agent_ends_their_offer: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 arrive w2 q1 chat
        → w2 waits in q1
        t=2 assign w2 a1
        → w2 assigned to a1
        → o1: w1 to a1 ended, agent gone
        t=3 presence a2 available
        → a2 goes from offline to available
        → o2: w1 offered to a2 until t=23
    "#]];

    a_supervisor_moves_work_between_agents: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=0 accept o1 a1
        → w1 assigned to a1 by o1
        t=1 presence a2 away
        → a2 goes from offline to away
        t=1 arrive w2 q1 chat
        → w2 waits in q1
        t=2 assign w1 a2
        → w1 assigned to a2 from a1
        → o2: w2 offered to a1 until t=22
    "#]];

    mail_may_be_given_to_somebody_offline_a_chat_may_not: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        t=0 arrive w2 q1 mail
        → w2 waits in q1
        t=1 assign w1 a1
        → refused: a1 not available
        t=1 transfer w1 a1
        → refused: a1 not available
        t=1 assign w2 a1
        → w2 assigned to a1
        t=2 assign w9 a1
        → refused: unknown w9
        t=2 assign w1 a9
        → refused: unknown a9
    "#]];

    a_transfer_to_a_full_colleague_is_refused: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 presence a2 away
        → a2 goes from offline to away
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=0 accept o1 a1
        → w1 assigned to a1 by o1
        t=0 arrive w2 q1 chat
        → w2 waits in q1
        t=1 take w2 a2
        → w2 assigned to a2
        t=2 transfer w1 a2
        → refused: a2 over capacity
        t=3 complete w2
        → w2 completed by a2
        t=4 transfer w1 a2
        → w1 assigned to a2 from a1
        t=5 transfer w1 a2
        → refused: a2 has it
    "#]];

    a_transfer_to_a_queue_keeps_the_age_and_passes_over_the_giver: expect![[r#"
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1,q2 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 accept o1 a1
        → w1 assigned to a1 by o1
        t=2 arrive w2 q2 chat
        → w2 waits in q2
        t=3 transfer w1 q2
        → w1 released to q2 by a1
        → o2: w2 offered to a1 until t=23
        t=4 presence a2 available
        → a2 goes from offline to available
        → o3: w1 offered to a2 until t=24
        t=5 accept o3 a2
        → w1 assigned to a2 by o3
        t=6 show
        → a1 available idle since t=3
        → a2 available idle since t=5
        → w1 in q2 with a2
        → w2 in q2 offered to a1 as o2 until t=23
    "#]];

    a_transfer_of_waiting_or_offered_work_moves_it: expect![[r#"
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 arrive w2 q1 chat
        → w2 waits in q1
        t=2 transfer w1 q2
        → o1: w1 to a1 ended, work gone
        → w1 released to q2
        → o2: w2 offered to a1 until t=22
        t=3 transfer w2 q2
        → o2: w2 to a1 ended, work gone
        → w2 released to q2
        t=4 transfer w2 q9
        → refused: unknown q9
        t=5 presence a2 available
        → a2 goes from offline to available
        → o3: w1 offered to a2 until t=25
    "#]];

    completing_offered_work_ends_the_offer: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 arrive w2 q1 chat
        → w2 waits in q1
        t=2 complete w1
        → o1: w1 to a1 ended, work gone
        → w1 completed
        → o2: w2 offered to a1 until t=22
        t=3 cancel w2
        → o2: w2 to a1 ended, work gone
        → w2 cancelled
        t=4 complete w2
        → refused: unknown w2
        t=4 cancel w2
        → refused: unknown w2
        t=5 show
        → a1 available idle since t=0
    "#]];

    finished_work_may_come_again: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        t=1 arrive w1 q1 chat
        → refused: w1 is here already
        t=2 cancel w1
        → w1 cancelled
        t=3 arrive w1 q1 chat
        → w1 waits in q1
    "#]];
}
