package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Headless Chromium, driven by the portal's test ids; keeps a screenshot of each step for a person to look at. */
final class Browser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path SCREENSHOTS = Settings.TARGET.resolve("screenshots");
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,1000");

    private static final int WIDE = 1280;
    private static final int NARROW = 390;
    private static final int HEIGHT = 1000;

    private final ChromeDriver driver;
    private final Path downloads;
    private int steps;

    private Browser(ChromeDriver driver, Path downloads) {
        this.driver = driver;
        this.downloads = downloads;
    }

    static Browser open() throws IOException {
        var chromium = program("chromium", "chromium-browser", "google-chrome");
        var chromedriver = program("chromedriver");
        var downloads = Files.createTempDirectory("vagus-e2e-downloads-");
        var options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + Files.createTempDirectory("vagus-e2e-browser-"));
        options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toString()));
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options), downloads);
    }

    private static Path program(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> NotRun.because("browser", names[0] + " is not installed"));
    }

    void go(String url) {
        driver.get(url);
    }

    String address() {
        return driver.getCurrentUrl() == null ? "" : String.valueOf(driver.getCurrentUrl());
    }

    /** Waits until it can be clicked, and clicks it. */
    void click(String testId) {
        click(by(testId));
    }

    void click(By element) {
        retrying(() -> waiting()
                .until(ExpectedConditions.elementToBeClickable(element))
                .click());
    }

    void type(String testId, String text) {
        type(by(testId), text);
    }

    void type(By element, String text) {
        retrying(() -> {
            var field = waiting().until(ExpectedConditions.visibilityOfElementLocated(element));
            field.clear();
            field.sendKeys(text);
        });
    }

    /** Chooses a file in a file field. */
    void attach(String testId, Path file) {
        waiting()
                .until(ExpectedConditions.presenceOfElementLocated(by(testId)))
                .sendKeys(file.toAbsolutePath().toString());
    }

    boolean shows(By element) {
        while (true) {
            try {
                return driver.findElements(element).stream().anyMatch(WebElement::isDisplayed);
            } catch (StaleElementReferenceException drawnAnew) {
                // What was found has made room for something else meanwhile.
            }
        }
    }

    void awaitShown(By element) {
        waiting().until(ExpectedConditions.visibilityOfElementLocated(element));
    }

    /** Presses keys where the focus is. */
    void press(CharSequence keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses a key while another is held down. */
    void press(Keys held, CharSequence key) {
        new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
    }

    /** The text of an element that is there, shown or not. */
    String text(String testId) {
        return text(by(testId));
    }

    String text(By found) {
        var element = waiting().until(ExpectedConditions.presenceOfElementLocated(found));
        return String.valueOf(element.getDomProperty("textContent"));
    }

    String attribute(String testId, String name) {
        return String.valueOf(waiting()
                .until(ExpectedConditions.presenceOfElementLocated(by(testId)))
                .getDomAttribute(name));
    }

    /** Waits, without touching the page, until an attribute that the portal keeps live has the value. */
    void awaitAttribute(String testId, String name, String value, Duration limit) {
        new WebDriverWait(driver, limit).until(ExpectedConditions.attributeToBe(by(testId), name, value));
    }

    double number(String testId, String name) {
        return Double.parseDouble(attribute(testId, name));
    }

    Path awaitDownload(String suffix) {
        return await("a download *" + suffix)
                .atMost(LIMIT)
                .until(() -> download(suffix), java.util.Optional::isPresent)
                .orElseThrow();
    }

    private java.util.Optional<Path> download(String suffix) throws IOException {
        try (var files = Files.list(downloads)) {
            return files.filter(file -> file.toString().endsWith(suffix)).findFirst();
        }
    }

    void screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        steps++;
        Files.move(
                driver.getScreenshotAs(OutputType.FILE).toPath(),
                SCREENSHOTS.resolve("%02d-%s.png".formatted(steps, name)),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Looks at the page as people do: wide and narrow, light and dark, a screenshot of each. Fails on a serious finding of axe,
     * and when the narrow page is wider than its window.
     */
    void look(String name) throws IOException {
        for (var theme : List.of("light", "dark")) {
            driver.executeScript("document.documentElement.dataset.theme = arguments[0]", theme);
            for (int width : List.of(NARROW, WIDE)) {
                resize(width);
                // What is scrolled under the bar at the top is not what somebody aims at.
                driver.executeScript("scrollTo({top: 0, behavior: 'instant'})");
                screenshot(name + "-" + theme + "-" + width);
                assertThat(Accessibility.seriousFindings(driver))
                        .as("what axe finds on %s, %s, %d px", name, theme, width)
                        .isEmpty();
                assertThat(driver.executeScript("const page = document.documentElement;"
                                + " return page.scrollWidth - page.clientWidth"))
                        .as("px that %s is too wide for %d", name, width)
                        .isEqualTo(0L);
            }
        }
        driver.executeScript("delete document.documentElement.dataset.theme");
    }

    /** The size that the page sees, which headless Chromium's own window cannot go below. */
    private void resize(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What the page shows, for messages of failed tests. */
    String page() {
        return address() + "\n" + driver.findElement(By.tagName("body")).getText();
    }

    static By by(String testId) {
        return By.cssSelector("[data-testid='" + testId + "']");
    }

    /** Once more when the page replaced the element between finding and using it. */
    private static void retrying(Runnable action) {
        try {
            action.run();
        } catch (StaleElementReferenceException e) {
            action.run();
        }
    }

    private WebDriverWait waiting() {
        return new WebDriverWait(driver, LIMIT);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
