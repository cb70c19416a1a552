package dev.memjay.it;

/** The blocking verbs through the meta protocol on real memcached. */
class RealMetaBlockingVerbsTest extends VerbSuite {
    RealMetaBlockingVerbsTest() {
        super(true, "meta", false);
    }
}
