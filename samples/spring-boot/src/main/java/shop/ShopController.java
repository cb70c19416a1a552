package shop;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The shop over HTTP. */
@RestController
public class ShopController {
    private final Books books;
    private final Rates rates;

    public ShopController(Books books, Rates rates) {
        this.books = books;
        this.rates = rates;
    }

    /** A caller that gives milliseconds sees how a shutdown waits for requests. */
    @GetMapping("/books/{id}")
    public Book book(@PathVariable long id, @RequestParam(defaultValue = "0") long millis) throws InterruptedException {
        Thread.sleep(millis);
        return books.book(id);
    }

    @GetMapping("/books")
    public List<Book> byAuthor(@RequestParam String author) {
        return books.byAuthor(author);
    }

    @PutMapping("/books/{id}/price")
    public void changePrice(@PathVariable long id, @RequestBody String price) {
        books.changePrice(id, Long.parseLong(price));
    }

    @GetMapping("/rates/{currency}")
    public Mono<Rate> rate(@PathVariable String currency) {
        return rates.rate(currency);
    }
}
