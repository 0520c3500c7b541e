//! What the tests of all topics use.

pub(crate) use php_sockets_test_support::files::*;
pub(crate) use php_sockets_test_support::process::*;
pub(crate) use php_sockets_test_support::sockets::*;
pub(crate) use php_sockets_test_support::tools::*;
