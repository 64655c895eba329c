//! A document store that remembers what was ever written, and fails, hangs or loses an answer on command.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use pathfinder::config::Config;
use pathfinder_cloud::documents::{Action, Container, DocumentError, Documents, ETag, Page, Query, Stored, Write};
use tokio::sync::Notify;

use crate::world::World;

/// What becomes of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing is written, and the store says that it failed.
    Fails,
    /// Everything is written, but the store says that it failed: the answer was lost on its way.
    LosesTheAnswer,
    /// Nothing is written until [`Watched::release`]; [`Watched::reached`] tells when it hangs.
    HangsBefore,
    /// Everything is written, but the answer waits for [`Watched::release`]; [`Watched::reached`] tells when it hangs.
    HangsAfter,
}

#[derive(Debug)]
struct Rule {
    container: Container,
    kind: &'static str,
    fate: Fate,
}

type Address = (&'static str, String, String);

/// The real store behind a window.
#[derive(Debug)]
pub struct Watched {
    inner: Arc<dyn Documents>,
    written: Mutex<BTreeSet<Address>>,
    rules: Mutex<Vec<Rule>>,
    reached: Notify,
    released: Notify,
}

impl Watched {
    /// A world over a watched store.
    pub fn world() -> (World, Arc<Self>) {
        Self::configured(|_| {})
    }

    /// A world with settings of its own over a watched store.
    pub fn configured(change: impl FnOnce(&mut Config)) -> (World, Arc<Self>) {
        let mut watched = None;
        let world = World::with(change, |inner| {
            let this = Arc::new(Self {
                inner,
                written: Mutex::default(),
                rules: Mutex::default(),
                reached: Notify::new(),
                released: Notify::new(),
            });
            watched = Some(Arc::clone(&this));
            this
        });
        (world, watched.expect("the world wraps its store"))
    }

    /// The next batch in `container` that stores a document of `kind` has this fate; once.
    pub fn next(&self, container: Container, kind: &'static str, fate: Fate) {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner).push(Rule { container, kind, fate });
    }

    /// Waits until a batch hangs.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets the hanging batch go on.
    pub fn release(&self) {
        self.released.notify_one();
    }

    /// Every document that stands now, by container, partition and id.
    pub async fn everything(&self) -> BTreeMap<Address, Stored> {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut found = BTreeMap::new();
        for address in written {
            let container = Container::ALL.into_iter().find(|container| container.name() == address.0).expect("a container of ours");
            if let Some(stored) = self.inner.get(container, &address.1, &address.2).await.expect("the store answers") {
                found.insert(address, stored);
            }
        }
        found
    }

    /// How many documents of a kind stand now.
    pub async fn count(&self, kind: &str) -> usize {
        self.everything().await.values().filter(|stored| stored.kind == kind).count()
    }

    fn fate(&self, container: Container, writes: &[Write]) -> Option<Fate> {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let stores = |kind: &str| {
            writes.iter().any(|write| matches!(&write.action, Action::Create { kind: k, .. } | Action::Replace { kind: k, .. } | Action::Put { kind: k, .. } if *k == kind))
        };
        let at = rules.iter().position(|rule| rule.container == container && stores(rule.kind))?;
        Some(rules.remove(at).fate)
    }

    async fn hang(&self) {
        self.reached.notify_one();
        self.released.notified().await;
    }
}

fn failed() -> DocumentError {
    DocumentError::Unavailable { reason: "the connection to /srv/secret/pathfinder.db was lost".to_owned() }
}

#[async_trait]
impl Documents for Watched {
    async fn get(&self, container: Container, partition: &str, id: &str) -> Result<Option<Stored>, DocumentError> {
        self.inner.get(container, partition, id).await
    }

    async fn batch(&self, container: Container, partition: &str, writes: Vec<Write>) -> Result<Vec<ETag>, DocumentError> {
        let fate = self.fate(container, &writes);
        match fate {
            Some(Fate::Fails) => return Err(failed()),
            Some(Fate::HangsBefore) => self.hang().await,
            _ => {}
        }
        {
            let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
            written.extend(writes.iter().map(|write| (container.name(), partition.to_owned(), write.id.clone())));
        }
        let outcome = self.inner.batch(container, partition, writes).await;
        match fate {
            Some(Fate::LosesTheAnswer) => outcome.and(Err(failed())),
            Some(Fate::HangsAfter) => {
                self.hang().await;
                outcome
            }
            _ => outcome,
        }
    }

    async fn query(&self, container: Container, partition: &str, query: Query) -> Result<Page, DocumentError> {
        self.inner.query(container, partition, query).await
    }

    async fn scan(&self, container: Container, query: Query) -> Result<Page, DocumentError> {
        self.inner.scan(container, query).await
    }

    async fn ready(&self) -> Result<(), DocumentError> {
        self.inner.ready().await
    }
}
