package dev.memjay.it;

import dev.memjay.Keyspace;
import dev.memjay.codec.Encoded;
import java.time.Duration;
import java.util.Optional;

/** What the parts of the {@link AllVerbsTest} are given for each test. */
interface VerbTests {
    /** Text under a prefix that no other test uses; through the flavour and the protocol under test. */
    Keyspace<String, String> texts();

    /** What is spoken under test, which decides what can be said. */
    Spoken spoken();

    /** Whether keys may be any bytes. */
    boolean takesBinaryKeys();

    /** Whether the server can be asked how large a value may be. */
    boolean tellsItsLimits();

    /** The bytes that a value may have to be written, with its key and the prefix of the test. */
    default int largestWrite() {
        return Integer.MAX_VALUE;
    }

    /** The bytes that a value may have to be read for certain. */
    default int largestRead() {
        return Integer.MAX_VALUE;
    }

    /** Whether what is sent one after another is carried out so, without waiting for the answers. */
    default boolean keepsOrder() {
        return true;
    }

    /** The same items, always through the meta protocol (auto finds it) and the blocking verbs, to look at what was stored. */
    Keyspace<String, Encoded> stored();

    /** A keyspace under test on a client with a node that refuses connections and nothing else. */
    Keyspace<String, String> unreachable();

    /** The time to live that the server tells of an item; empty for never. */
    default Optional<Duration> ttlOf(String key) {
        return stored().inspect(key).orElseThrow().ttl();
    }

    /** The text that is stored, or null. */
    default String storedText(String key) {
        Encoded encoded = stored().get(key);
        return encoded == null ? null : new String(encoded.data(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
