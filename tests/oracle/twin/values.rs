//! PHP's arrays and the crate's structs.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use php_sockets::*;

use super::arguments::refused;
use super::{Stop, Twin};
use crate::answer::Value;
use crate::syntax::Expr;

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl From<$number> for Value {
            fn from(value: $number) -> Self {
                Self::Int(value.into())
            }
        }
    )+};
}

numbers!(i64, i32, u32, u16);

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Int(value as i64)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Text(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<AddressString> for Value {
    fn from(value: AddressString) -> Self {
        OsString::from(value).into()
    }
}

impl From<OsString> for Value {
    fn from(value: OsString) -> Self {
        Self::Text(value.into_vec())
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Value {
    fn from(entries: [(&str, Value); N]) -> Self {
        let entries = entries.map(|(key, value)| (key.to_owned(), value));
        Self::Map(entries.into())
    }
}

impl From<OptionValue> for Value {
    fn from(value: OptionValue) -> Self {
        match value {
            OptionValue::Int(number) => number.into(),
            OptionValue::Credentials(Credentials { pid, .. }) => pid.into(),
            OptionValue::Name(name) => [("name", name.into())].into(),
            OptionValue::Linger(Linger { l_onoff, l_linger }) => [
                ("l_onoff", u32::from(l_onoff).into()),
                ("l_linger", u32::from(l_linger).into()),
            ]
            .into(),
            OptionValue::Timeout(Timeout { sec, usec }) => {
                [("sec", Value::Int(sec)), ("usec", Value::Int(usec))].into()
            }
            OptionValue::MemInfo(info) => mem_info(info),
            other => Value::Word(format!("{other:?}")),
        }
    }
}

fn mem_info(info: MemInfo) -> Value {
    [
        ("rmem_alloc", info.rmem_alloc.into()),
        ("rcvbuf", info.rcvbuf.into()),
        ("wmem_alloc", info.wmem_alloc.into()),
        ("sndbuf", info.sndbuf.into()),
        ("fwd_alloc", info.fwd_alloc.into()),
        ("wmem_queued", info.wmem_queued.into()),
        ("optmem", info.optmem.into()),
        ("backlog", info.backlog.into()),
        ("drops", info.drops.into()),
    ]
    .into()
}

impl From<Explained> for Value {
    fn from(explained: Explained) -> Self {
        let mut entries: Vec<(String, Value)> = vec![
            ("ai_flags".into(), explained.ai_flags.into()),
            ("ai_family".into(), explained.ai_family.into()),
            ("ai_socktype".into(), explained.ai_socktype.into()),
            ("ai_protocol".into(), explained.ai_protocol.into()),
        ];
        if let Some(name) = explained.ai_canonname {
            entries.push(("ai_canonname".into(), name.into()));
        }
        let text = explained.ai_addr.address().into();
        let port = u32::from(explained.ai_addr.port().unwrap_or(0)).into();
        let address = match explained.ai_family {
            AF_INET6 => [("sin6_port", port), ("sin6_addr", text)],
            _ => [("sin_port", port), ("sin_addr", text)],
        };
        entries.push(("ai_addr".into(), address.into()));
        Value::Map(entries)
    }
}

/// An array of a script, read key by key; what is missing would not compile.
pub(super) struct Array<'a> {
    twin: &'a Twin,
    pub(super) entries: &'a [(String, Expr)],
    /// The struct it is for.
    of: &'static str,
}

impl<'a> Array<'a> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name == key)
    }

    /// Whether it has no other keys.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Stop> {
        let mut keys = self.entries.iter().map(|(key, _)| key);
        match keys.find(|key| !known.contains(&key.as_str())) {
            Some(key) => refused(format!("{} has no field {key}", self.of)),
            None => Ok(()),
        }
    }

    pub(super) fn get(&self, key: &str) -> Result<&'a Expr, Stop> {
        match self.entries.iter().find(|(name, _)| name == key) {
            Some((_, value)) => Ok(value),
            None => refused(format!("{} has a field {key}", self.of)),
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(&self, key: &str) -> Result<T, Stop> {
        let number = self.twin.int(self.get(key)?)?;
        match number.and_then(|number| number.try_into().ok()) {
            Some(number) => Ok(number),
            None => refused(format!("{key} is a {}", std::any::type_name::<T>())),
        }
    }

    pub(super) fn number_or<T: TryFrom<i64>>(&self, key: &str, default: T) -> Result<T, Stop> {
        if self.has(key) {
            self.number(key)
        } else {
            Ok(default)
        }
    }

    pub(super) fn os(&self, key: &str) -> Result<OsString, Stop> {
        Ok(OsString::from_vec(
            self.twin.bytes(self.get(key)?)?.into_owned(),
        ))
    }

    pub(super) fn parsed<T: std::str::FromStr>(&self, key: &str) -> Result<T, Stop> {
        match self.os(key)?.to_str().and_then(|text| text.parse().ok()) {
            Some(value) => Ok(value),
            None => refused(format!("{key} is a {}", std::any::type_name::<T>())),
        }
    }

    pub(super) fn list(&self, key: &str) -> Result<&'a [Expr], Stop> {
        match self.has(key).then(|| self.get(key)).transpose()? {
            None => Ok(&[]),
            Some(Expr::List(items)) => Ok(items),
            Some(_) => refused(format!("{key} is a Vec")),
        }
    }
}

impl Twin {
    pub(super) fn array<'a>(
        &'a self,
        argument: &'a Expr,
        of: &'static str,
    ) -> Result<Array<'a>, Stop> {
        match argument {
            Expr::Map(entries) => Ok(Array {
                twin: self,
                entries,
                of,
            }),
            Expr::List(items) if items.is_empty() => Ok(Array {
                twin: self,
                entries: &[],
                of,
            }),
            _ => refused(format!("it takes a {of}")),
        }
    }

    pub(super) fn option_value(&self, argument: &Expr) -> Result<OptionValue, Stop> {
        match argument {
            Expr::Bool(value) => Ok((*value).into()),
            Expr::Text(text) => Ok(std::ffi::OsStr::from_bytes(text).into()),
            Expr::Map(_) => self.option_array(argument),
            _ => match self.int(argument)?.map(i32::try_from) {
                Some(Ok(number)) => Ok(number.into()),
                _ => refused("it takes an OptionValue"),
            },
        }
    }

    fn option_array(&self, argument: &Expr) -> Result<OptionValue, Stop> {
        let array = self.array(argument, "OptionValue")?;
        Ok(match &array {
            array if array.has("l_onoff") || array.has("l_linger") => {
                let [l_onoff, l_linger] = ["l_onoff", "l_linger"].map(|key| array.number(key));
                Linger {
                    l_onoff: l_onoff?,
                    l_linger: l_linger?,
                }
                .into()
            }
            array if array.has("sec") || array.has("usec") => Timeout {
                sec: array.number("sec")?,
                usec: array.number("usec")?,
            }
            .into(),
            array if array.has("source") => SourceRequest {
                group: array.os("group")?,
                source: array.os("source")?,
                interface: self.interface(array)?,
            }
            .into(),
            array if array.has("group") || array.has("interface") => GroupRequest {
                group: array.os("group")?,
                interface: self.interface(array)?,
            }
            .into(),
            array => In6PktInfo {
                addr: array.parsed("addr")?,
                ifindex: array.number("ifindex")?,
            }
            .into(),
        })
    }

    fn interface(&self, array: &Array<'_>) -> Result<Interface, Stop> {
        if !array.has("interface") {
            return Ok(Interface::default());
        }
        match array.get("interface")? {
            Expr::Text(_) => Ok(Interface::Name(array.os("interface")?)),
            _ => Ok(Interface::Index(array.number("interface")?)),
        }
    }

    pub(super) fn hints(&self, argument: &Expr) -> Result<Hints, Stop> {
        let array = self.array(argument, "Hints")?;
        let known = ["ai_flags", "ai_family", "ai_socktype", "ai_protocol"];
        array.only(&known)?;
        let [ai_flags, ai_family, ai_socktype, ai_protocol] =
            known.map(|key| array.number_or(key, 0));
        Ok(Hints {
            ai_flags: ai_flags?,
            ai_family: ai_family?,
            ai_socktype: ai_socktype?,
            ai_protocol: ai_protocol?,
        })
    }
}
