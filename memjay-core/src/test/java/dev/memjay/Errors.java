package dev.memjay;

import dev.memjay.error.CodecException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OverloadedException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import java.time.Duration;
import java.util.List;

/** Errors to fail calls with. */
public final class Errors {
    private Errors() {}

    public static MemjayException.Context context(String command, boolean mayHaveBeenApplied) {
        return new MemjayException.Context("h1:11211", command, 5_000_000, mayHaveBeenApplied);
    }

    public static MemjayException timeout() {
        return new OperationTimeoutException("timed out", context("x", true), OperationTimeoutException.Phase.WAITING);
    }

    /** One of each kind that lies outside the caller. */
    public static List<MemjayException> outside() {
        return List.of(
                timeout(),
                new ConnectionException("lost", context("x", true), null),
                new NodeDownException("down", context("x", false), null, Duration.ZERO, Duration.ZERO),
                new OverloadedException("full", context("x", false), null),
                new ProtocolException("garbage", context("x", true), null),
                new ServerErrorException("out of memory", context("x", false), null),
                new ValueTooLargeException("too large", context("x", false), 1 << 20));
    }

    /** One of each kind that is never swallowed. */
    public static List<MemjayException> always() {
        return List.of(
                new UnsupportedByServerException("unknown", context("x", false), null),
                new InterruptedCallException("interrupted", context("x", true), null),
                new NotNumericException("no number", context("x", false), null));
    }

    public static MemjayException decoding() {
        return new CodecException("no such type");
    }
}
