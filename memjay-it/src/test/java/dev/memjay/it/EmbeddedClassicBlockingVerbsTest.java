package dev.memjay.it;

/** The blocking verbs through the classic protocol on the embedded server. */
class EmbeddedClassicBlockingVerbsTest extends VerbSuite {
    EmbeddedClassicBlockingVerbsTest() {
        super(false, "classic", false);
    }
}
