//! Typed ids: an index into one table of one profile, which is meaningless in any other.

/// Declares a `u32` newtype that indexes one table.
macro_rules! table_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The id of row `index`.
            ///
            /// Tables refuse to grow past `u32::MAX` rows, so an index of theirs always fits.
            #[inline]
            pub fn new(index: usize) -> Self {
                debug_assert!(u32::try_from(index).is_ok(), "a table has at most u32::MAX rows");
                Self(index as u32)
            }

            /// The row that this id names.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

pub(crate) use table_id;

table_id!(
    /// Names a string of a [`StringTable`](super::StringTable).
    StringId
);
table_id!(
    /// Names a row of a [`MappingTable`](super::MappingTable).
    MappingId
);
table_id!(
    /// Names a row of a [`FunctionTable`](super::FunctionTable).
    FunctionId
);
table_id!(
    /// Names a row of a [`LocationTable`](super::LocationTable).
    LocationId
);
table_id!(
    /// Names a stack of a [`StackTable`](super::StackTable).
    StackId
);
table_id!(
    /// Names a label set of a [`LabelTable`](super::LabelTable).
    LabelSetId
);
table_id!(
    /// Names a row of a [`SampleTable`](super::SampleTable).
    SampleId
);

impl StringId {
    /// The empty string, which is string 0 of every profile, as `profile.proto` demands.
    pub const EMPTY: Self = Self(0);
}

impl LabelSetId {
    /// The set without labels, which most samples have.
    pub const EMPTY: Self = Self(0);
}

impl StackId {
    /// The stack without locations.
    pub const EMPTY: Self = Self(0);
}
