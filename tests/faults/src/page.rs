//! The page.

use anyhow::Result;

use crate::report::Report;
use crate::rows::Row;

pub(crate) fn record(_measured: &[(&'static Row, Report)]) -> Result<()> {
    Ok(())
}

pub(crate) fn tables() -> Result<()> {
    Ok(())
}
