package dev.memjay.it;

/** The asynchronous verbs through the classic protocol on real memcached. */
class RealClassicAsyncVerbsTest extends VerbSuite {
    RealClassicAsyncVerbsTest() {
        super(true, "classic", true);
    }
}
