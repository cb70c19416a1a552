package dev.memjay.opentelemetry;

import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.model.CallResult;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The span of one call. Immutable, and as thread-safe as its span. */
final class CallSpan implements Telemetry.Started {
    private static final double NANOS_OF_SECOND = 1e9;
    /** A chain of causes can be a circle. */
    private static final int MAX_CAUSES = 16;

    private final Span span;
    private final Context caller;
    private final Context within;
    private final @Nullable String operation;
    private final DoubleHistogram duration;
    private final boolean capturesKeys;

    /**
     * @param caller what was current where the call was made
     * @param operation null where the call's time is not memcached's
     */
    CallSpan(Span span, Context caller, @Nullable String operation, DoubleHistogram duration, boolean capturesKeys) {
        this.span = span;
        this.caller = caller;
        within = caller.with(span);
        this.operation = operation;
        this.duration = duration;
        this.capturesKeys = capturesKeys;
    }

    @Override
    public <T extends @Nullable Object> Callable<T> wrap(Callable<T> work) {
        return within.wrap(work);
    }

    @Override
    public Runnable wrap(Runnable callback) {
        return caller.wrap(callback);
    }

    @Override
    public void end(CallResult result) {
        Throwable error = unwrapped(result.error());
        Node server =
                operation != null && result.nodes().size() == 1 ? result.nodes().get(0) : null;
        if (span.isRecording()) {
            describe(result, error, server);
        }
        if (operation != null) {
            AttributesBuilder attributes = Attributes.builder()
                    .put(CallAttributes.SYSTEM, CallAttributes.MEMCACHED)
                    .put(CallAttributes.OPERATION, operation);
            if (server != null) {
                attributes.putAll(CallAttributes.server(server));
            }
            if (error != null) {
                attributes.put(CallAttributes.ERROR, error.getClass().getName());
            }
            // In the span's context, so that the histogram can point to spans as its examples.
            duration.record(result.nanos() / NANOS_OF_SECOND, attributes.build(), within);
        }
        span.end();
    }

    private void describe(CallResult result, @Nullable Throwable error, @Nullable Node server) {
        if (server != null) {
            span.setAllAttributes(CallAttributes.server(server));
        }
        if (result.hits() + result.misses() > 0) {
            span.setAttribute(CallAttributes.HITS, (long) result.hits());
            span.setAttribute(CallAttributes.MISSES, (long) result.misses());
        }
        if (result.stale() > 0) {
            span.setAttribute(CallAttributes.STALE, (long) result.stale());
        }
        if (result.retries() > 0) {
            span.setAttribute(CallAttributes.RETRIES, (long) result.retries());
        }
        if (error != null) {
            span.setAttribute(CallAttributes.ERROR, error.getClass().getName());
            if (result.swallowed()) {
                span.setAttribute(CallAttributes.SWALLOWED, true);
            }
            String message = capturesKeys || isInOwnWords(error) ? error.getMessage() : null;
            if (message == null) {
                span.setStatus(StatusCode.ERROR);
            } else {
                span.setStatus(StatusCode.ERROR, message);
            }
        }
    }

    /** Whether the message is Memjay's and the JDK's alone; what servers, loaders and codecs say may name keys. */
    private static boolean isInOwnWords(Throwable error) {
        if (!(error instanceof MemjayException)) {
            return false;
        }
        int causes = 0;
        for (Throwable each = error; each != null; each = each.getCause()) {
            boolean mayNameKeys = each instanceof MemjayException ? isQuoting(each) : !isOfTheJdk(each);
            if (mayNameKeys || ++causes > MAX_CAUSES) {
                return false;
            }
        }
        return true;
    }

    private static boolean isQuoting(Throwable error) {
        return error instanceof CodecException
                || error instanceof IllegalKeyException
                || error instanceof ProtocolException
                || error instanceof ServerErrorException
                || error instanceof UnsupportedByServerException;
    }

    /** Such as a refused connection. */
    private static boolean isOfTheJdk(Throwable error) {
        return error.getClass().getModule() == Object.class.getModule();
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
