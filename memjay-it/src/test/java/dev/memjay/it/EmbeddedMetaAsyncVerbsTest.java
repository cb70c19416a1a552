package dev.memjay.it;

/** The asynchronous verbs through the meta protocol on the embedded server. */
class EmbeddedMetaAsyncVerbsTest extends VerbSuite {
    EmbeddedMetaAsyncVerbsTest() {
        super(false, "meta", true);
    }
}
