package dev.memjay;

import dev.memjay.internal.meter.CallTrace;
import dev.memjay.internal.script.Script;
import dev.memjay.model.Verb;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A script over a keyspace as one call, which holds the calls of its commands, for those who follow calls. Over a keyspace that
 * is not a client's own only the commands are reported.
 *
 * @param keyspace whose call it is
 * @param verb what the call is for
 * @param key its key
 * @param script makes the script over the keyspace that its commands are to go to
 */
record ScriptCall<K, V, R extends @Nullable Object>(
        Keyspace<K, V> keyspace, Verb verb, K key, Function<Keyspace<K, V>, Script<R>> script) {
    /** Does it on the calling thread, which waits. */
    R run() {
        if (keyspace instanceof KeyspaceView<K, V> view) {
            CallTrace trace = view.begin(verb, key);
            if (trace != null) {
                Callable<R> whole = () -> script.apply(view.under(trace)).run();
                return trace.run(() -> trace.within(whole));
            }
        }
        return script.apply(keyspace).run();
    }

    /** Does it without waiting. */
    CompletableFuture<R> start() {
        if (keyspace instanceof KeyspaceView<K, V> view) {
            CallTrace trace = view.begin(verb, key);
            if (trace != null) {
                return trace.around(
                        () -> trace.within(() -> script.apply(view.under(trace)).start(Runnable::run)));
            }
        }
        return script.apply(keyspace).start(Runnable::run);
    }
}
