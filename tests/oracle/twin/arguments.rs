//! Converts the arguments of a script into those of the crate. What does not fit would not
//! compile.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::sync::OnceLock;

use php_sockets::*;

use super::{Kept, Stop, Twin};
use crate::answer::Value;
use crate::syntax::{Call, Expr};

/// The arguments of a call, counted from 0.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a> {
    pub(super) twin: &'a Twin,
    pub(super) call: &'a Call,
}

pub(super) fn refused<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Refused(why.into()))
}

impl<'a> Arguments<'a> {
    pub(super) fn count(self, least: usize, most: usize) -> Result<Self, Stop> {
        match self.call.arguments.len() {
            count if (least..=most).contains(&count) => Ok(self),
            count => refused(format!("takes {least} to {most} arguments, not {count}")),
        }
    }

    /// An argument, `None` if it is left out or null; without its `&`.
    pub(super) fn get(self, index: usize) -> Option<&'a Expr> {
        match self.call.arguments.get(index)? {
            Expr::Null => None,
            Expr::Ref(filled) if **filled == Expr::Null => None,
            Expr::Ref(filled) => Some(filled),
            argument => Some(argument),
        }
    }

    pub(super) fn socket(self, index: usize) -> Result<&'a Socket, Stop> {
        match self.get(index) {
            Some(Expr::Name(name)) => self.twin.socket(name),
            _ => refused("it takes a &Socket"),
        }
    }

    /// The sockets of an array of `socket_select`.
    pub(super) fn sockets(self, index: usize) -> Result<Option<Vec<&'a Socket>>, Stop> {
        match self.get(index) {
            None => Ok(None),
            Some(Expr::List(names)) => names
                .iter()
                .map(|name| match name {
                    Expr::Name(name) => self.twin.socket(name),
                    _ => refused("it takes a Vec<&Socket>"),
                })
                .collect::<Result<_, _>>()
                .map(Some),
            _ => refused("it takes a Vec<&Socket>"),
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(self, index: usize) -> Result<T, Stop> {
        match self.optional(index)? {
            Some(number) => Ok(number),
            None => refused(format!("takes a {}", type_name::<T>())),
        }
    }

    pub(super) fn optional<T: TryFrom<i64>>(self, index: usize) -> Result<Option<T>, Stop> {
        let Some(argument) = self.get(index) else {
            return Ok(None);
        };
        let number = self
            .twin
            .int(argument)?
            .and_then(|number| number.try_into().ok());
        match number {
            Some(number) => Ok(Some(number)),
            None => refused(format!("takes a {}", type_name::<T>())),
        }
    }

    pub(super) fn bytes(self, index: usize) -> Result<Cow<'a, [u8]>, Stop> {
        match self.get(index) {
            Some(argument) => self.twin.bytes(argument),
            None => refused("it takes bytes"),
        }
    }

    pub(super) fn os(self, index: usize) -> Result<OsString, Stop> {
        Ok(OsString::from_vec(self.bytes(index)?.into_owned()))
    }

    /// What the variable of an `&` argument holds before the call.
    pub(super) fn before(self, index: usize) -> Value {
        match self.get(index) {
            Some(Expr::Name(name)) => match self.twin.kept.get(name) {
                Some(Kept::Value(value)) => value.clone(),
                _ => Value::Null,
            },
            _ => Value::Null,
        }
    }

    /// The buffer of an `&` argument, with what it holds.
    pub(super) fn buffer(self, index: usize) -> Vec<u8> {
        match self.before(index) {
            Value::Text(text) => text,
            _ => Vec::new(),
        }
    }
}

fn type_name<T>() -> &'static str {
    std::any::type_name::<T>()
}

impl Twin {
    pub(super) fn socket(&self, name: &str) -> Result<&Socket, Stop> {
        match self.kept.get(name) {
            Some(Kept::Socket(socket)) => Ok(socket),
            Some(Kept::Gone(function)) => refused(format!("{name} was moved into {function}")),
            _ => refused(format!("{name} is no socket")),
        }
    }

    /// The number that an argument stands for, if it does.
    pub(super) fn int(&self, argument: &Expr) -> Result<Option<i64>, Stop> {
        Ok(match argument {
            Expr::Int(number) => Some(*number),
            Expr::Constant(names) => {
                let mut all = 0;
                for name in names {
                    all |= constant(name)?;
                }
                Some(all)
            }
            Expr::Port(name) => {
                let address = socket_getsockname(self.socket(name)?)?;
                Some(address.port().unwrap_or(0).into())
            }
            Expr::Name(name) => match self.kept.get(name) {
                Some(Kept::Value(Value::Int(number))) => Some(*number),
                _ => None,
            },
            _ => None,
        })
    }

    pub(super) fn bytes<'a>(&'a self, argument: &'a Expr) -> Result<Cow<'a, [u8]>, Stop> {
        match argument {
            Expr::Text(text) => Ok(text.into()),
            Expr::Name(name) => match self.kept.get(name) {
                Some(Kept::Value(Value::Text(text))) => Ok(text.into()),
                Some(Kept::Value(Value::Null)) => Ok(Cow::Borrowed(b"")),
                _ => refused("it takes bytes"),
            },
            _ => refused("it takes bytes"),
        }
    }
}

/// The constants, from the table that `tests/sockets/constants.rs` compares with the crate.
fn constant(name: &str) -> Result<i64, Stop> {
    static VALUES: OnceLock<HashMap<&str, i64>> = OnceLock::new();
    let values = VALUES.get_or_init(|| {
        let rows = include_str!("../../sockets/data/constants.tsv").lines();
        rows.skip(1)
            .map(|row| {
                let mut cells = row.split('\t');
                let (name, value) = (cells.next().unwrap(), cells.next().unwrap());
                (name, value.parse().unwrap())
            })
            .collect()
    });
    match values.get(name) {
        Some(value) => Ok(*value),
        None => refused(format!("there is no {name}")),
    }
}
