//! What listing and withdrawing invitations mean, whatever they lead into.

use http::StatusCode;
use pathfinder_cloud::documents::{Container, DocumentError, Query};
use pathfinder_domain::ids::InvitationId;

use super::{INVITATION, Invitation, InvitationView, State, document_id};
use crate::app::App;
use crate::http::{List, Paging};
use crate::problem::{Answer, Problem};
use crate::store::{get, parse_page};

pub(super) async fn list(app: &App, container: Container, partition: &str, paging: &Paging) -> Answer<List<InvitationView>> {
    let query = Query { newest_first: true, limit: paging.limit, after: paging.after.clone(), ..Query::kind(INVITATION) };
    let page = app.documents.query(container, partition, query).await?;
    let found = parse_page::<Invitation>(&page)?;
    let now = app.now();
    paging.list(app, found.iter().map(|found| InvitationView::of(&found.value, now)).collect(), page.next)
}

/// Takes an open invitation back. Absent, answered and withdrawn ones stay as they are.
pub(super) async fn withdraw(app: &App, container: Container, partition: &str, id: InvitationId) -> Answer<StatusCode> {
    let Some(mut found) = get::<Invitation>(app, container, partition, &document_id(id)).await? else { return Ok(StatusCode::NO_CONTENT) };
    match found.value.state {
        State::Withdrawn | State::Declined => return Ok(StatusCode::NO_CONTENT),
        State::Accepted => return Err(Problem::conflict("the invitation was accepted already; remove the member or the family instead")),
        State::Open => found.value.state = State::Withdrawn,
    }
    match app.documents.batch(container, partition, vec![found.value.replace(found.etag)?]).await {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(DocumentError::Changed { .. }) => Err(Problem::conflict("the invitation was answered at this very moment; look again")),
        Err(error) => Err(error.into()),
    }
}
