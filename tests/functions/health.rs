//! Health: cheap to ask, and not a way to make the store work.

use chrono::TimeDelta;
use http::StatusCode;
use pathfinder_tests::{Port, World};

#[tokio::test]
async fn readiness_is_looked_at_once_a_second_at_most() {
    let (world, mishaps) = World::new().doomed();
    let stranger = world.stranger();
    mishaps.down(Port::Documents);
    let failing = stranger.get("health/ready").await.expect(StatusCode::SERVICE_UNAVAILABLE).json();
    assert_eq!((failing["status"].as_str(), failing["dependencies"][0]["status"].as_str()), (Some("failing"), Some("failing")));
    mishaps.end();
    // Nobody looks again within the second.
    assert_eq!(stranger.get("health/ready").await.expect(StatusCode::SERVICE_UNAVAILABLE).json(), failing);
    world.advance(TimeDelta::milliseconds(1001));
    assert_eq!(stranger.get("health/ready").await.expect(StatusCode::OK).json()["status"], "ok");
}

#[tokio::test]
async fn it_is_open_to_everybody() {
    let world = World::new();
    for path in ["health/live", "health/ready", "health/started"] {
        assert_eq!(world.stranger().get(path).await.expect(StatusCode::OK).json()["status"], "ok", "{path}");
    }
}
