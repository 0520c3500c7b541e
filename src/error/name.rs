//! The names of error codes in C.

use crate::constants::{
    EAI_ADDRFAMILY, EAI_AGAIN, EAI_BADFLAGS, EAI_FAIL, EAI_FAMILY, EAI_NODATA, EAI_NONAME,
    EAI_OVERFLOW, EAI_SERVICE, EAI_SOCKTYPE, EAI_SYSTEM,
};

/// The name of a code of `errno(3)`, of a failed look-up, or of `getaddrinfo(3)`.
pub(super) fn name(code: i32) -> Option<&'static str> {
    match code {
        ..0 => lookup(code),
        _ => errno(code),
    }
}

/// The libc crate has the number of each name: numbers differ between architectures.
macro_rules! names {
    ($code:expr; $($name:ident),+) => {
        match $code {
            $(libc::$name => Some(stringify!($name)),)+
            _ => None,
        }
    };
}

fn errno(code: i32) -> Option<&'static str> {
    names!(code;
        EPERM, ENOENT, ESRCH, EINTR, EIO, ENXIO, E2BIG, ENOEXEC, EBADF, ECHILD, EAGAIN,
        ENOMEM, EACCES, EFAULT, ENOTBLK, EBUSY, EEXIST, EXDEV, ENODEV, ENOTDIR, EISDIR,
        EINVAL, ENFILE, EMFILE, ENOTTY, ETXTBSY, EFBIG, ENOSPC, ESPIPE, EROFS, EMLINK,
        EPIPE, EDOM, ERANGE, EDEADLK, ENAMETOOLONG, ENOLCK, ENOSYS, ENOTEMPTY, ELOOP,
        ENOMSG, EIDRM, ECHRNG, EL2NSYNC, EL3HLT, EL3RST, ELNRNG, EUNATCH, ENOCSI, EL2HLT,
        EBADE, EBADR, EXFULL, ENOANO, EBADRQC, EBADSLT, EBFONT, ENOSTR, ENODATA, ETIME,
        ENOSR, ENONET, ENOPKG, EREMOTE, ENOLINK, EADV, ESRMNT, ECOMM, EPROTO, EMULTIHOP,
        EDOTDOT, EBADMSG, EOVERFLOW, ENOTUNIQ, EBADFD, EREMCHG, ELIBACC, ELIBBAD, ELIBSCN,
        ELIBMAX, ELIBEXEC, EILSEQ, ERESTART, ESTRPIPE, EUSERS, ENOTSOCK, EDESTADDRREQ,
        EMSGSIZE, EPROTOTYPE, ENOPROTOOPT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EOPNOTSUPP,
        EPFNOSUPPORT, EAFNOSUPPORT, EADDRINUSE, EADDRNOTAVAIL, ENETDOWN, ENETUNREACH,
        ENETRESET, ECONNABORTED, ECONNRESET, ENOBUFS, EISCONN, ENOTCONN, ESHUTDOWN,
        ETOOMANYREFS, ETIMEDOUT, ECONNREFUSED, EHOSTDOWN, EHOSTUNREACH, EALREADY,
        EINPROGRESS, ESTALE, EUCLEAN, ENOTNAM, ENAVAIL, EISNAM, EREMOTEIO, EDQUOT,
        ENOMEDIUM, EMEDIUMTYPE, ECANCELED, ENOKEY, EKEYEXPIRED, EKEYREVOKED, EKEYREJECTED,
        EOWNERDEAD, ENOTRECOVERABLE, ERFKILL
    )
}

fn lookup(code: i32) -> Option<&'static str> {
    Some(match code {
        -9_999 => "NETDB_INTERNAL",
        -10_001 => "HOST_NOT_FOUND",
        -10_002 => "TRY_AGAIN",
        -10_003 => "NO_RECOVERY",
        -10_004 => "NO_DATA",
        EAI_ADDRFAMILY => "EAI_ADDRFAMILY",
        EAI_AGAIN => "EAI_AGAIN",
        EAI_BADFLAGS => "EAI_BADFLAGS",
        EAI_FAIL => "EAI_FAIL",
        EAI_FAMILY => "EAI_FAMILY",
        EAI_NODATA => "EAI_NODATA",
        EAI_NONAME => "EAI_NONAME",
        EAI_OVERFLOW => "EAI_OVERFLOW",
        EAI_SERVICE => "EAI_SERVICE",
        EAI_SOCKTYPE => "EAI_SOCKTYPE",
        EAI_SYSTEM => "EAI_SYSTEM",
        _ => return None,
    })
}
