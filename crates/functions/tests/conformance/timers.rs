//! Timers: one run per slot, whatever the host does (E9, E10, and the host's own habits of section 5).

use std::time::Duration;

use chrono::TimeDelta;
use pathfinder_functions::{Function, JobError, Schedule, Tick};

use super::application::{Application, instant};
use super::calls::{send, timer_call, trigger};

const NIGHTLY: Schedule = Schedule::new("0 0 2 * * *", "every night at two");

fn timer(schedule: Schedule) -> Function<Application> {
    Function::timer("nightly", schedule, "Cleans up.", async |application: Application, tick: Tick| {
        application.world().ticks.push(tick);
        application.note("run")
    })
}

fn slots(application: &Application) -> Vec<String> {
    application.world().ticks.iter().map(|tick| tick.slot.format("%d %H:%M:%S").to_string()).collect()
}

#[tokio::test]
async fn a_call_runs_its_slot_once() {
    let application = Application::at("2026-03-02T02:00:00.120Z");
    let router = application.router(&[timer(NIGHTLY)]);
    send(&router, timer_call("nightly", false)).await.assert_done();
    send(&router, timer_call("nightly", false)).await.assert_done();
    assert_eq!(application.world().ticks, [Tick { slot: instant("2026-03-02T02:00:00Z"), past_due: false }]);
    assert_eq!(application.world().finished, [instant("2026-03-02T02:00:00Z")]);
}

#[tokio::test]
async fn a_host_that_fires_up_to_a_second_early_means_the_coming_slot() {
    let application = Application::at("2026-03-02T01:59:59.100Z");
    application.world().finished.push(instant("2026-03-01T02:00:00Z"));
    send(&application.router(&[timer(NIGHTLY)]), timer_call("nightly", false)).await.assert_done();
    assert_eq!(slots(&application), ["02 02:00:00"]);
}

#[tokio::test]
async fn a_stray_call_between_slots_does_nothing() {
    let application = Application::at("2026-03-02T01:59:58Z");
    application.world().finished.push(instant("2026-03-01T02:00:00Z"));
    send(&application.router(&[timer(NIGHTLY)]), timer_call("nightly", false)).await.assert_done();
    assert!(application.world().ticks.is_empty());
}

#[tokio::test]
async fn e9_after_an_outage_only_the_latest_missed_slot_runs() {
    let application = Application::at("2026-03-09T14:30:00Z");
    application.world().finished.push(instant("2026-03-01T02:00:00Z"));
    send(&application.router(&[timer(NIGHTLY)]), timer_call("nightly", true)).await.assert_done();
    assert_eq!(application.world().ticks, [Tick { slot: instant("2026-03-09T02:00:00Z"), past_due: true }]);
}

#[tokio::test]
async fn a_catching_up_timer_runs_every_missed_slot_oldest_first() {
    let application = Application::at("2026-03-04T02:00:00Z");
    application.world().finished.push(instant("2026-03-01T02:00:00Z"));
    send(&application.router(&[timer(NIGHTLY.catching_up())]), timer_call("nightly", false)).await.assert_done();
    assert_eq!(slots(&application), ["02 02:00:00", "03 02:00:00", "04 02:00:00"]);
    let past_due = application.world().ticks.iter().map(|tick| tick.past_due).collect::<Vec<_>>();
    assert_eq!(past_due, [true, true, false]);
}

#[tokio::test]
async fn catching_up_is_bounded_and_goes_on_with_the_next_call() {
    let application = Application::at("2026-06-01T02:00:00Z");
    application.world().finished.push(instant("2026-03-01T02:00:00Z"));
    let router = application.router(&[timer(NIGHTLY.catching_up())]);
    let mut runs = Vec::new();
    for _ in 0..4 {
        send(&router, timer_call("nightly", false)).await.assert_done();
        runs.push(application.world().ticks.len());
    }
    assert_eq!(runs, [31, 62, 92, 92]); // 92 nights from 2 March to 1 June
}

#[tokio::test]
async fn a_first_run_does_not_reach_into_the_past() {
    let application = Application::at("2026-03-04T02:00:00Z");
    send(&application.router(&[timer(NIGHTLY.catching_up())]), timer_call("nightly", false)).await.assert_done();
    assert_eq!(slots(&application), ["04 02:00:00"]);
}

#[tokio::test]
async fn a_failed_slot_stays_claimed_and_is_run_again_when_its_lease_has_expired() {
    let application = Application::at("2026-03-02T02:00:00Z");
    application.world().next = vec![Err(JobError::retry("the store is busy"))];
    let router = application.router(&[timer(NIGHTLY)]);
    send(&router, timer_call("nightly", false)).await.assert_wanted_again();
    send(&router, timer_call("nightly", true)).await.assert_done();
    assert_eq!(application.world().seen.len(), 1, "the lease holds");
    application.world().now += TimeDelta::minutes(10);
    send(&router, timer_call("nightly", true)).await.assert_done();
    assert_eq!(slots(&application), ["02 02:00:00", "02 02:00:00"]);
    assert_eq!(application.world().finished.len(), 1);
}

#[tokio::test]
async fn a_failure_keeps_the_order_of_the_slots_behind_it() {
    let application = Application::at("2026-03-04T02:00:00Z");
    application.world().finished.push(instant("2026-03-01T02:00:00Z"));
    application.world().next = vec![Ok(()), Err(JobError::retry("busy"))];
    let router = application.router(&[timer(NIGHTLY.catching_up())]);
    send(&router, timer_call("nightly", false)).await.assert_wanted_again();
    assert_eq!(slots(&application), ["02 02:00:00", "03 02:00:00"]);
    send(&router, timer_call("nightly", false)).await.assert_done();
    assert_eq!(application.world().ticks.len(), 2, "another run may still be at the third");
    application.world().now += TimeDelta::minutes(10);
    send(&router, timer_call("nightly", false)).await.assert_done();
    assert_eq!(slots(&application), ["02 02:00:00", "03 02:00:00", "03 02:00:00", "04 02:00:00"]);
}

#[tokio::test]
async fn a_slot_given_up_is_kept_as_a_letter_and_finished() {
    let application = Application::at("2026-03-02T02:00:00Z");
    application.world().next = vec![Err(JobError::fatal("no such table"))];
    send(&application.router(&[timer(NIGHTLY)]), timer_call("nightly", false)).await.assert_done();
    let world = application.world();
    let letter = &world.letters[0];
    assert_eq!((letter.queue, letter.body.as_str(), letter.reason.as_str()), ("", "2026-03-02T02:00:00Z", "no such table"));
    assert_eq!(world.finished.len(), 1);
}

#[tokio::test]
async fn a_slot_given_up_without_a_letter_stays_unfinished() {
    let application = Application::at("2026-03-02T02:00:00Z");
    application.world().no_room_for_letters = true;
    application.world().next = vec![Err(JobError::fatal("no such table"))];
    send(&application.router(&[timer(NIGHTLY)]), timer_call("nightly", false)).await.assert_wanted_again();
    assert!(application.world().finished.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_endless_run_ends_at_the_deadline_and_leaves_its_slot() {
    let endless = Function::timer("nightly", NIGHTLY, "Never ends.", async |_: Application, _: Tick| std::future::pending().await);
    let application = Application::at("2026-03-02T02:00:00Z");
    send(&application.router(&[endless.within(Duration::from_secs(3))]), timer_call("nightly", false)).await.assert_wanted_again();
    assert!(application.world().finished.is_empty());
    let lease = *application.world().leases.values().next().unwrap();
    assert_eq!(lease, instant("2026-03-02T02:01:03Z"), "the lease outlives the run");
}

#[tokio::test(start_paused = true)]
async fn slow_catching_up_stops_in_time_for_the_next_call() {
    let slow = Function::timer("nightly", NIGHTLY.catching_up(), "Takes its time.", async |application: Application, _: Tick| {
        tokio::time::advance(Duration::from_secs(50)).await; // the clock jumps, nobody waits
        application.note("run")
    });
    let application = Application::at("2026-03-20T02:00:00Z");
    application.world().finished.push(instant("2026-03-01T02:00:00Z"));
    send(&application.router(&[slow]), timer_call("nightly", false)).await.assert_done();
    assert_eq!(application.world().seen.len(), 3); // begun at 0, 50 and 100 s; at 150 s more than half of 240 s is gone
}

#[tokio::test]
async fn a_panic_leaves_the_slot_and_the_process() {
    let panicking = Function::timer("nightly", NIGHTLY, "Panics.", async |_: Application, tick: Tick| {
        assert!(tick.past_due, "the handler's own fault");
        Ok(())
    });
    let application = Application::at("2026-03-02T02:00:00Z");
    let router = application.router(&[panicking]);
    send(&router, timer_call("nightly", false)).await.assert_wanted_again();
    assert!(application.world().finished.is_empty());
    application.world().now += TimeDelta::minutes(10);
    send(&router, timer_call("nightly", true)).await.assert_done();
}

#[tokio::test]
async fn without_a_slot_store_nothing_runs() {
    let application = Application::at("2026-03-02T02:00:00Z");
    application.world().slots_broken = true;
    send(&application.router(&[timer(NIGHTLY)]), timer_call("nightly", false)).await.assert_wanted_again();
    assert!(application.world().ticks.is_empty());
}

#[tokio::test]
async fn e10_a_body_that_says_nothing_does_not_stop_a_run() {
    for body in ["", "garbage", "{}", r#"{"Data":{"timer":{"ScheduleStatus":null,"IsPastDue":false}}}"#, r#"{"Data":{"timer":"null"}}"#] {
        let application = Application::at("2026-03-02T02:00:00Z");
        send(&application.router(&[timer(NIGHTLY)]), trigger("/nightly", body)).await.assert_done();
        assert_eq!(slots(&application), ["02 02:00:00"], "{body}");
    }
    let application = Application::at("2026-03-02T02:00:00Z");
    let wrapped = r#"{"Data":{"timer":"{\"IsPastDue\":true}"}}"#;
    send(&application.router(&[timer(NIGHTLY)]), trigger("/nightly", wrapped)).await.assert_done();
    assert!(application.world().ticks[0].past_due);
}

#[test]
fn ncrontab_is_read_as_the_host_reads_it() {
    let latest = |text: &'static str, now: &str| Schedule::new(text, "words").latest(instant(now)).unwrap().unwrap().to_rfc3339();
    assert_eq!(latest("0 * * * * *", "2026-03-02T02:00:59.9Z"), "2026-03-02T02:00:00+00:00");
    assert_eq!(latest("*/30 * * * * *", "2026-03-02T02:00:30Z"), "2026-03-02T02:00:30+00:00");
    assert_eq!(latest("0 0 6 * * MON-FRI", "2026-03-01T12:00:00Z"), "2026-02-27T06:00:00+00:00");
    assert_eq!(latest("0 0 6 * * sun", "2026-03-07T12:00:00Z"), "2026-03-01T06:00:00+00:00");
    // Day of month and day of week hold together: Friday the 13th.
    assert_eq!(latest("0 0 0 13 * 5", "2026-07-01T00:00:00Z"), "2026-03-13T00:00:00+00:00");
    for bad in [
        "* * * * *",
        "0 0 2 * * * 2026",
        "0 0 2 L * *",
        "0 0 2 * * 5#1",
        "0 0 2 ? * *",
        "0 0 2 * * 7",
        "0 60 2 * * *",
        "0  0 2 * * *",
        "",
        "00:05:00",
    ] {
        assert!(Schedule::new(bad, "words").latest(instant("2026-03-02T02:00:00Z")).is_err(), "{bad}");
    }
}
