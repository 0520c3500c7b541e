//! Times that mean no wait at all, or an endless wait. As in PHP, both read back as zero.

use php_sockets::*;

use super::round_trip;
use crate::common::*;

const NO_LIMIT: Timeout = Timeout { sec: 0, usec: 0 };

#[test]
fn a_negative_time_is_no_wait_however_small_it_is() {
    for (sec, usec) in [(-1, 0), (-1, 999_999), (-1_000_000, 1), (i64::MIN, 0)] {
        let (one, _other) = pair();
        let (server, value) = (listener(), Timeout { sec, usec });
        for (socket, option) in [
            (&one, SO_RCVTIMEO),
            (&one, SO_SNDTIMEO),
            (&server, SO_RCVTIMEO),
        ] {
            assert_eq!(round_trip(socket, SOL_SOCKET, option, value), NO_LIMIT);
        }

        assert_silent(&one, |s| socket_read(s, 1, None), SOCKET_EAGAIN);
        assert_silent(&server, socket_accept, SOCKET_EAGAIN);
        while socket_write(&one, [0; 4096], None).is_ok() {}
        assert_silent(&one, |s| socket_write(s, "x", None), SOCKET_EAGAIN);
    }
}

#[test]
fn a_time_too_long_for_the_kernel_has_no_end() {
    for (sec, usec) in [(i64::MAX, 0), (i64::MAX, 999_999)] {
        let (one, other) = pair();
        let value = Timeout { sec, usec };
        let kept = round_trip(&one, SOL_SOCKET, SO_RCVTIMEO, value);
        // With 32 bits it becomes 68 years, which is not too long.
        if size_of::<usize>() > 4 {
            assert_eq!(kept, NO_LIMIT);
        }

        let late = std::thread::spawn(move || socket_write(&other, "x", None));
        assert_eq!(socket_read(&one, 1, None).unwrap(), b"x");
        late.join().unwrap().unwrap();
    }
}
