//! What a place is, and therefore whom it interests.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Category {
    Art,
    History,
    Science,
    Animals,
    Nature,
    Park,
    Playground,
    Beach,
    Water,
    Amusement,
    Viewpoint,
    Market,
    Neighbourhood,
    Religious,
    Show,
    Transport,
    Sport,
    Shopping,
}

impl Category {
    pub const ALL: [Self; 18] = [
        Self::Art,
        Self::History,
        Self::Science,
        Self::Animals,
        Self::Nature,
        Self::Park,
        Self::Playground,
        Self::Beach,
        Self::Water,
        Self::Amusement,
        Self::Viewpoint,
        Self::Market,
        Self::Neighbourhood,
        Self::Religious,
        Self::Show,
        Self::Transport,
        Self::Sport,
        Self::Shopping,
    ];

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Art => "art",
            Self::History => "history",
            Self::Science => "science",
            Self::Animals => "animals",
            Self::Nature => "nature",
            Self::Park => "park",
            Self::Playground => "playground",
            Self::Beach => "beach",
            Self::Water => "water",
            Self::Amusement => "amusement",
            Self::Viewpoint => "viewpoint",
            Self::Market => "market",
            Self::Neighbourhood => "neighbourhood",
            Self::Religious => "religious",
            Self::Show => "show",
            Self::Transport => "transport",
            Self::Sport => "sport",
            Self::Shopping => "shopping",
        }
    }
}
