//! Where one box lies.

use serde::{Deserialize, Serialize};

use crate::analysis::NodeId;

/// Where the box of a node lies in the flame graph, whatever the screen shows of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoxPlace {
    /// The index of the node in its call tree.
    pub node: u32,
    /// Its row: 0 for the root.
    pub depth: u32,
    /// Its left edge, a fraction of the root.
    pub x: f64,
    /// Its width, a fraction of the root.
    pub width: f64,
}

impl BoxPlace {
    /// The root's place: the whole of the first row.
    pub const ROOT: Self = Self { node: 0, depth: 0, x: 0.0, width: 1.0 };

    /// The node as an id of its call tree.
    pub fn node_id(&self) -> NodeId {
        NodeId::new(self.node as usize)
    }

    /// Its right edge, a fraction of the root.
    pub fn end(&self) -> f64 {
        self.x + self.width
    }
}
