package dev.memjay.it;

/** The blocking verbs through the meta protocol on the embedded server. */
class EmbeddedMetaBlockingVerbsTest extends VerbSuite {
    EmbeddedMetaBlockingVerbsTest() {
        super(false, "meta", false);
    }
}
