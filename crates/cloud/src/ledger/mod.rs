//! Ledger: what is summed. Usage that costs money is booked once under its own key; budgets are reserved before and settled after.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod sqlite;

/// One booking. Append-only: a correction is another booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Deterministic (`job/step/target`): a repeated booking is the same booking.
    pub key: String,
    pub at: DateTime<Utc>,
    /// What was used: `export.pdf`, `storage.bytes`, `mail`, `model` …
    pub item: String,
    pub quantity: i64,
    /// Millionths of a US dollar: the price lists are in dollars and a single call costs fractions of a cent.
    pub micro_usd: i64,
    /// Which price table the cost was computed with.
    pub price_version: String,
    pub trip: Option<String>,
    pub account: Option<String>,
    pub operation: Option<String>,
}

/// Sums over entries; every given field must match.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub item: Option<String>,
    pub trip: Option<String>,
    pub account: Option<String>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    pub entries: u64,
    pub quantity: i64,
    pub micro_usd: i64,
}

/// A limit over one budget's settled costs plus open reservations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Which budget, with its period: `trip/<id>`, `app/2026-11`.
    pub name: String,
    pub limit_micro_usd: i64,
}

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("budget {budget} has {left_micro_usd} millionths of a dollar left, {asked_micro_usd} were asked for")]
    OverBudget { budget: String, left_micro_usd: i64, asked_micro_usd: i64 },
    #[error("there is no open reservation {key}")]
    NoReservation { key: String },
    #[error("the ledger failed: {reason}")]
    Unavailable { reason: String },
}

#[async_trait]
pub trait Ledger: Send + Sync + std::fmt::Debug {
    /// Books entries, each at most once by its key; all or none. Returns how many were new.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    async fn book(&self, entries: Vec<Entry>) -> Result<usize, LedgerError>;

    /// # Errors
    /// [`LedgerError::Unavailable`].
    async fn total(&self, scope: Scope) -> Result<Total, LedgerError>;

    /// Sets `micro_usd` aside in every budget, or in none. Repeating a reservation by its key is the same reservation.
    ///
    /// # Errors
    /// [`LedgerError::OverBudget`] names the first budget that has too little left.
    async fn reserve(&self, key: &str, micro_usd: i64, budgets: &[Budget], now: DateTime<Utc>) -> Result<(), LedgerError>;

    /// Replaces a reservation by what was really used: books the entry and frees the rest. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::NoReservation`] when neither an open nor a settled one has this key.
    async fn settle(&self, key: &str, entry: Entry) -> Result<(), LedgerError>;

    /// Reservations made before `before` that nobody settled; they count as spent until they are.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`].
    async fn open_reservations(&self, before: DateTime<Utc>, max: usize) -> Result<Vec<String>, LedgerError>;
}
