//! Which item, which agent.

use expect_test::expect;

use crate::check;

crate::scripts! {
    an_item_goes_to_the_agent_idle_longest: expect![[r#"
        t=0 queue q1 offer=20
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=5 presence a2 available
        → a2 goes from offline to available
        t=6 presence a1 available
        → a1 goes from offline to available
        t=7 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a2 until t=27
        t=8 accept o1 a2
        → w1 assigned to a2 by o1
        t=9 show
        → a1 available idle since t=6
        → a2 available idle since t=8
        → w1 in q1 with a2
    "#]];

    equally_idle_agents_are_asked_by_id: expect![[r#"
        t=0 queue q1
        t=0 agent a2 q1 chat=1
        t=0 agent a1 q1 chat=1
        t=0 presence a2 available
        → a2 goes from offline to available
        t=0 presence a1 available
        → a1 goes from offline to available
        t=7 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=27
    "#]];

    getting_work_sends_an_agent_to_the_end_of_the_line: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=3
        t=0 agent a2 q1 chat=3
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 presence a2 available
        → a2 goes from offline to available
        t=2 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
        t=3 accept o1 a1
        → w1 assigned to a1 by o1
        t=4 arrive w2 q1 chat
        → w2 waits in q1
        → o2: w2 offered to a2 until t=24
        t=5 accept o2 a2
        → w2 assigned to a2 by o2
        t=6 arrive w3 q1 chat
        → w3 waits in q1
        → o3: w3 offered to a1 until t=26
    "#]];

    finishing_work_counts_as_idle_since_then: expect![[r#"
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
        t=2 presence a2 available
        → a2 goes from offline to available
        t=3 complete w1
        → w1 completed by a1
        t=4 arrive w2 q1 chat
        → w2 waits in q1
        → o2: w2 offered to a2 until t=24
    "#]];

    urgent_work_comes_first_then_older_then_lower_id: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=5
        t=1 arrive w5 q1 chat
        → w5 waits in q1
        t=1 arrive w4 q1 chat
        → w4 waits in q1
        t=2 arrive w3 q1 chat low
        → w3 waits in q1
        t=3 arrive w2 q1 chat urgent
        → w2 waits in q1
        t=4 arrive w1 q1 chat since=0
        → w1 waits in q1
        t=5 presence a1 available
        → a1 goes from offline to available
        → o1: w2 offered to a1 until t=25
        t=6 accept o1 a1
        → w2 assigned to a1 by o1
        → o2: w1 offered to a1 until t=26
        t=7 accept o2 a1
        → w1 assigned to a1 by o2
        → o3: w4 offered to a1 until t=27
        t=8 accept o3 a1
        → w4 assigned to a1 by o3
        → o4: w5 offered to a1 until t=28
        t=9 accept o4 a1
        → w5 assigned to a1 by o4
        → o5: w3 offered to a1 until t=29
    "#]];

    the_most_urgent_item_of_all_my_queues_comes_first: expect![[r#"
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1,q2 chat=1 mail=1
        t=1 arrive w1 q1 chat
        → w1 waits in q1
        t=2 arrive w2 q2 mail high
        → w2 waits in q2
        t=3 presence a1 available
        → a1 goes from offline to available
        → o1: w2 offered to a1 until t=23
    "#]];

    an_agent_gets_one_offer_at_a_time: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=3 mail=3
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 arrive w1 q1 chat
        → w1 waits in q1
        → o1: w1 offered to a1 until t=21
        t=2 arrive w2 q1 mail
        → w2 waits in q1
        t=3 accept o1 a1
        → w1 assigned to a1 by o1
        → o2: w2 offered to a1 until t=23
    "#]];

    capacity_counts_per_medium_and_a_task_counts_as_mail: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1 mail=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 arrive w1 q1 task
        → w1 waits in q1
        → o1: w1 offered to a1 until t=21
        t=2 accept o1 a1
        → w1 assigned to a1 by o1
        t=3 arrive w2 q1 mail
        → w2 waits in q1
        t=4 arrive w3 q1 chat
        → w3 waits in q1
        → o2: w3 offered to a1 until t=24
        t=5 accept o2 a1
        → w3 assigned to a1 by o2
        t=6 complete w1
        → w1 completed by a1
        → o3: w2 offered to a1 until t=26
    "#]];

    only_members_of_the_queue_are_asked: expect![[r#"
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q2 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 arrive w1 q1 chat
        → w1 waits in q1
        t=2 agent a1 q1,q2 chat=1
        → o1: w1 offered to a1 until t=22
    "#]];

    the_preferred_agent_is_asked_first_if_free: expect![[r#"
        t=0 queue q1
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q1 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=1 presence a2 available
        → a2 goes from offline to available
        t=2 arrive w1 q1 chat prefer=a2
        → w1 waits in q1
        → o1: w1 offered to a2 until t=22
        t=3 arrive w2 q1 chat prefer=a2
        → w2 waits in q1
        → o2: w2 offered to a1 until t=23
    "#]];

    a_preferred_agent_of_another_queue_is_not_asked: expect![[r#"
        t=0 queue q1
        t=0 queue q2
        t=0 agent a1 q1 chat=1
        t=0 agent a2 q2 chat=1
        t=0 presence a1 available
        → a1 goes from offline to available
        t=0 presence a2 available
        → a2 goes from offline to available
        t=2 arrive w1 q1 chat prefer=a2
        → w1 waits in q1
        → o1: w1 offered to a1 until t=22
    "#]];

    priority_changes_the_turn_and_nothing_else: expect![[r#"
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
        t=2 arrive w3 q1 chat
        → w3 waits in q1
        t=3 priority w3 urgent
        t=4 priority w1 low
        t=5 accept o1 a1
        → w1 assigned to a1 by o1
        t=6 priority w1 high
        t=7 presence a2 available
        → a2 goes from offline to available
        → o2: w3 offered to a2 until t=27
        t=8 priority w9 low
        → refused: unknown w9
        t=9 show
        → a1 available idle since t=5
        → a2 available idle since t=7
        → w1 in q1 with a1, high
        → w2 in q1 waits
        → w3 in q1 offered to a2 as o2 until t=27, urgent
    "#]];
}
