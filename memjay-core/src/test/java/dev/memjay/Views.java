package dev.memjay;

import dev.memjay.codec.Codec;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.verb.ViewSettings;

/** Keyspaces over a fake engine, as a client makes them. */
public final class Views {
    private Views() {}

    public static Keyspace<String, String> strings(Engine engine) {
        return of(engine, Codec.strings());
    }

    public static <V> Keyspace<String, V> of(Engine engine, Codec<V> codec) {
        return KeyspaceView.of(engine, ViewSettings.of(new Settings(), codec));
    }
}
