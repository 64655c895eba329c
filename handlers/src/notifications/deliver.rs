//! Queue function `notifications-deliver`: writes an event of a trip into the list of everybody on it who signs in.

use std::time::Duration;

use pathfinder_cloud::documents::{Container, DocumentError, Write};
use pathfinder_domain::ids::{NotificationId, UserId};
use pathfinder_functions::{Delivery, Function, JobError, Queue};
use sha2::{Digest as _, Sha256};

use super::{Event, NOTIFICATION, Notice, Notification, document_id};
use crate::app::App;
use crate::jobs::job_error;
use crate::problem::Answer;
use crate::store::{SCHEMA_VERSION, accounts, trips};

/// Where events are announced.
pub static QUEUE: Queue<Notice> = Queue::new("notifications");

const LIFE: Duration = Duration::from_secs(90 * 24 * 3600);

pub fn function() -> Function<App> {
    Function::queue("notifications-deliver", &QUEUE, "Tells everybody on a trip what happened on it.", handle)
}

async fn handle(app: App, delivery: Delivery<Notice>) -> Result<(), JobError> {
    deliver(&app, &delivery.message).await.map_err(job_error)
}

async fn deliver(app: &App, notice: &Notice) -> Answer<()> {
    // The trip may be gone by now; then nobody needs to know.
    let Some(trip) = trips::trip(app, notice.trip).await? else { return Ok(()) };
    let text = match &notice.event {
        Event::ItineraryReady { version, .. } => {
            format!("Version {version} of the itinerary for \u{201c}{}\u{201d} is ready.", trip.value.title)
        }
        Event::ItineraryApproved { version, .. } => {
            format!("Version {version} of the itinerary for \u{201c}{}\u{201d} is approved.", trip.value.title)
        }
    };
    for part in trips::participations(app, notice.trip).await? {
        let Some(family) = accounts::family(app, part.value.family).await? else { continue };
        for user in family.value.members.iter().filter_map(|member| member.user.as_ref()) {
            tell(app, notice, user, &text).await?;
        }
    }
    Ok(())
}

async fn tell(app: &App, notice: &Notice, user: &UserId, text: &str) -> Answer<()> {
    let digest =
        Sha256::new().chain_update(user.as_str()).chain_update(notice.trip.0.as_bytes()).chain_update(notice.event.key()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // Derived from the event: a second delivery finds it there, read or unread.
    let id = NotificationId(uuid::Builder::from_custom_bytes(bytes).into_uuid());
    let notification = Notification {
        schema_version: SCHEMA_VERSION,
        id,
        trip: notice.trip,
        event: notice.event.clone(),
        text: text.to_owned(),
        created_at: app.now(),
        read_at: None,
    };
    let create = Write::create(document_id(id), NOTIFICATION, &notification)?.expiring(LIFE);
    match app.documents.batch(Container::Accounts, user.as_str(), vec![create]).await {
        Ok(_) | Err(DocumentError::Exists { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
