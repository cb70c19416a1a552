package dev.memjay.internal.route.call;

import dev.memjay.error.CodecException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.route.Engine;
import dev.memjay.model.Verb;

/** Adds to a codec's error, which knows neither, the command and the node that the value came from. */
public final class DecodeError {
    private DecodeError() {}

    public static CodecException located(Engine engine, Verb verb, String route, CodecException error) {
        String node = engine.nodeFor(route).toString();
        MemjayException.Context context = new MemjayException.Context(node, verb.toString(), 0, false);
        return new CodecException(String.valueOf(error.getMessage()), context, error);
    }
}
