//! Pages of the book that belong beside the functions. They exist in the documentation only.

#[doc = include_str!("../docs/mapping.md")]
pub mod mapping {}

// The last column has the names of tests, which are long and may break anywhere.
#[doc = "<style>.tests code { overflow-wrap: anywhere; white-space: normal; }</style>\n\n"]
#[doc = include_str!("../docs/differences.md")]
pub mod differences {}

#[doc = include_str!("../docs/versions.md")]
pub mod versions {}

#[doc = include_str!("../docs/types.md")]
pub mod types {}
