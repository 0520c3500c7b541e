//! `cmsghdr`: control messages. On Linux each has a header with length, level and type, then its
//! data, then padding up to a multiple of the size of the length. See `cmsg(3)`.

/// The size of the header: the length is a `usize`, level and type are `int`.
const HEADER: usize = size_of::<usize>() + 2 * size_of::<i32>();

/// A received control message. Level and type define what the data means.
pub(crate) struct Cmsg<'d> {
    pub(crate) level: i32,
    pub(crate) r#type: i32,
    pub(crate) data: &'d [u8],
}

/// `CMSG_SPACE`: the space that a control message with `length` bytes of data takes.
pub(crate) fn cmsg_space(length: usize) -> usize {
    length
        .checked_next_multiple_of(size_of::<usize>())
        .map_or(usize::MAX, |length| length.saturating_add(HEADER))
}

/// Appends a control message. `data` yields the parts of its data.
pub(crate) fn write_cmsg(
    control: &mut Vec<u8>,
    level: i32,
    r#type: i32,
    data: impl IntoIterator<Item: AsRef<[u8]>>,
) {
    let start = control.len();
    // A placeholder: the length is known at the end.
    control.extend_from_slice(&usize::to_ne_bytes(0));
    control.extend_from_slice(&level.to_ne_bytes());
    control.extend_from_slice(&r#type.to_ne_bytes());
    for part in data {
        control.extend_from_slice(part.as_ref());
    }

    let length = control.len() - start;
    control[start..][..size_of::<usize>()].copy_from_slice(&length.to_ne_bytes());
    control.resize(start + length.next_multiple_of(size_of::<usize>()), 0);
}

/// Iterates over the control messages that the kernel has written.
pub(super) fn parse(mut control: &[u8]) -> impl Iterator<Item = Cmsg<'_>> {
    std::iter::from_fn(move || {
        let (length, rest) = control.split_first_chunk()?;
        let (level, rest) = rest.split_first_chunk()?;
        let (r#type, rest) = rest.split_first_chunk()?;
        let length = usize::from_ne_bytes(*length).checked_sub(HEADER)?;
        let data = rest.get(..length)?;

        let padded = length.next_multiple_of(size_of::<usize>()).min(rest.len());
        control = &rest[padded..];
        let (level, r#type) = (i32::from_ne_bytes(*level), i32::from_ne_bytes(*r#type));
        Some(Cmsg {
            level,
            r#type,
            data,
        })
    })
}
