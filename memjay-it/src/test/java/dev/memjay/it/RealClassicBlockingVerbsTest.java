package dev.memjay.it;

/** The blocking verbs through the classic protocol on real memcached. */
class RealClassicBlockingVerbsTest extends VerbSuite {
    RealClassicBlockingVerbsTest() {
        super(true, "classic", false);
    }
}
