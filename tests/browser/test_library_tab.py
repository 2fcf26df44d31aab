"""The Library tab in a real browser: a report is looked at before it is added."""

REVIEW = """Findings

1. Schools sent reports to every conference.

2. Doctors <img src=x onerror=alert(1)> did not.

3. The police sent one to each review.
"""


def test_the_detected_structure_is_shown_before_a_report_is_added(visitor, tmp_path):
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    page = visitor.open()
    visitor.tab("Library")
    page.locator("#library-list li", has_text="2008").first.wait_for()
    page.locator("#library-file input[type=file]").set_input_files(str(file))
    page.locator("#library-title textarea, #library-title input").fill("Local review")
    page.locator("#library-date textarea, #library-date input").fill("2015-03")
    page.locator("#library-publisher textarea, #library-publisher input").fill("The Board")
    page.locator("#library-file", has_text="review").wait_for()
    page.locator("#library-preview").click()
    found = page.locator("#library-found")
    found.get_by_text("Local review (March 2015): 3 paragraphs, numbered as printed").wait_for()
    assert found.locator("li strong").first.inner_text() == "paragraph 1"
    assert found.locator("img").count() == 0
    page.get_by_role("button", name="Add this report").wait_for()
    assert visitor.faults == []


def test_a_missing_date_is_one_sentence(visitor, tmp_path):
    file = tmp_path / "review.txt"
    file.write_text(REVIEW)
    page = visitor.open()
    visitor.tab("Library")
    page.locator("#library-file input[type=file]").set_input_files(str(file))
    page.locator("#library-title textarea, #library-title input").fill("Local review")
    page.locator("#library-publisher textarea, #library-publisher input").fill("The Board")
    page.locator("#library-file", has_text="review").wait_for()
    page.locator("#library-preview").click()
    page.locator("#library-message").get_by_text("must look like 2015").wait_for()
