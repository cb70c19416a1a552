package dev.memjay.it;

/** The asynchronous verbs through the meta protocol on real memcached. */
class RealMetaAsyncVerbsTest extends VerbSuite {
    RealMetaAsyncVerbsTest() {
        super(true, "meta", true);
    }
}
