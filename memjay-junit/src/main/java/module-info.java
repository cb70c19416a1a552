/** A memcached server for JUnit tests, embedded or real. */
module dev.memjay.junit {
    requires transitive dev.memjay.server;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports dev.memjay.junit;
}
