//! Queues and agents change; the engine restarts; the clock jumps.

use expect_test::expect;

use crate::check;

crate::scripts! {
    an_archived_queue_is_served_until_empty: expect![[r#"
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1 chat=1
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        t=0 arrive w2 q2 chat
        → w2 waits in q2
        t=1 queue q1 archived
        t=2 arrive w3 q1 chat
        → refused: q1 is archived
        t=3 arrive w3 q9 chat
        → refused: unknown q9
        t=4 transfer w2 q1
        → refused: q1 is archived
        t=5 presence a1 available
        → a1 goes from offline to available
        → o1: w1 offered to a1 until t=25
        t=6 accept o1 a1
        → w1 assigned to a1 by o1
        t=7 release w1
        → w1 released to q1 by a1
        t=8 show
        → a1 available idle since t=7
        → w1 in q1 waits, declines stand until t=37, not a1
        → w2 in q2 waits
    "#]];

    losing_membership_or_capacity_ends_the_offer: expect![[r#"
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1,q2 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=1 arrive w2 q2 chat
        → w2 waits in q2
        t=2 agent a1 q2 chat=1
        → o1: w1 to a1 ended, agent gone
        → o2: w2 offered to a1 until t=22
        t=3 agent a1 q2 chat=0
        → o2: w2 to a1 ended, agent gone
        t=4 agent a1 q1,q2 chat=1
        → o3: w1 offered to a1 until t=24
    "#]];

    less_capacity_takes_nothing_away: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=2
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=0 accept o1 a1
        → w1 assigned to a1 by o1
        t=0 arrive w2 q1 chat
        → w2 waits in q1
        → o2: w2 offered to a1 until t=20
        t=0 accept o2 a1
        → w2 assigned to a1 by o2
        t=1 agent a1 q1 chat=1
        t=2 complete w1
        → w1 completed by a1
        t=3 arrive w3 q1 chat
        → w3 waits in q1
        t=4 complete w2
        → w2 completed by a1
        → o3: w3 offered to a1 until t=24
    "#]];

    removing_an_agent_gives_everything_back: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=2 mail=1
        t=0 agent a2 q1 chat=2 mail=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=20
        t=0 accept o1 a1
        → w1 assigned to a1 by o1
        t=0 arrive w2 q1 mail
        → w2 waits in q1
        → o2: w2 offered to a1 until t=20
        t=0 accept o2 a1
        → w2 assigned to a1 by o2
        t=1 arrive w3 q1 chat
        → w3 waits in q1
        → o3: w3 offered to a1 until t=21
        t=2 presence a2 available
        → a2 goes from offline to available
        t=3 remove a1
        → a1 goes from available to offline
        → o3: w3 to a1 ended, agent gone
        → w1 released to q1 by a1
        → w2 released to q1 by a1
        → o4: w1 offered to a2 until t=23
        t=4 remove a1
        → refused: unknown a1
        t=5 show
        → a2 available idle since t=2
        → w1 in q1 offered to a2 as o4 until t=23, not a1
        → w2 in q1 waits, declines stand until t=33, not a1
        → w3 in q1 waits
    "#]];

    a_restart_keeps_standing_offers_and_ends_expired_ones: expect![[r#"
        t=0 queue q1 offer=20
        t=0 queue q2 offer=60
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 agent a3 q1,q2 mail=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 presence a2 available
        → a2 goes from offline to available
        t=0 presence a3 available
        → a3 goes from offline to available
        t=1 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=21
        t=1 arrive w2 q2 chat
        → w2 waits in q2
        → o2: w2 offered to a2 until t=61
        t=1 arrive w3 q1 mail
        → w3 waits in q1
        → o3: w3 offered to a3 until t=21
        t=2 decline o3 a3
        → o3: a3 declined w3
        t=21 restart
        → o1: w1 to a1 ended, timed out
        → a1 goes from available to away
        t=22 accept o2 a2
        → w2 assigned to a2 by o2
        t=23 show
        → a1 away idle since t=0
        → a2 available idle since t=22
        → a3 available idle since t=0
        → w1 in q1 waits
        → w2 in q2 with a2
        → w3 in q1 waits, declines stand until t=32, not a3
        t=32 tick
        → w3 forgets declines
        → o4: w3 offered to a3 until t=52
    "#]];

    a_clock_that_goes_back_stands_still: expect![[r#"
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=100 presence a1 available
        → a1 goes from offline to available
        t=50 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=120
        t=60 accept o1 a1
        → w1 assigned to a1 by o1
        t=10 show
        → a1 available idle since t=100
        → w1 in q1 with a1
    "#]];

    a_clock_that_went_back_over_a_restart_leaves_no_endless_offer: expect![[r#"
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1 mail=1
        t=0 agent a2 q1 mail=1
        t=1000 presence a1 available
        → a1 goes from offline to available
        t=1000 arrive w2 q1 mail
        → w2 waits in q1
        → o1: w2 offered to a1 until t=1020
        t=1000 decline o1 a1
        → o1: a1 declined w2
        t=1000 arrive w1 q1 chat
        → w1 waits in q1
        → o2: w1 offered to a1 until t=1020
        t=50 restart
        t=51 show
        → a1 available idle since t=1000
        → a2 offline idle since t=0
        → w1 in q1 offered to a1 as o2 until t=650
        → w2 in q1 waits, declines stand until t=80, not a1
        t=80 tick
        → w2 forgets declines
        t=650 tick
        → o2: w1 to a1 ended, timed out
        → a1 goes from available to away
    "#]];

    an_offer_keeps_its_deadline_when_the_queue_changes_and_over_a_restart: expect![[r#"
        t=0 queue q1 offer=60
        t=0 agent a1 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=60
        t=1 queue q1 offer=5
        t=2 restart
        t=59 accept o1 a1
        → w1 assigned to a1 by o1
        t=60 release w1
        → w1 released to q1 by a1
        t=90 tick
        → w1 forgets declines
        → o2: w1 offered to a1 until t=95
    "#]];
}
