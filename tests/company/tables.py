"""A generated company as a table, and what an office suite makes of tables."""

import csv
import os
import shutil
import subprocess

from server import Failed

HEADER = ["姓名", "帐号", "别名", "职务", "部门", "性别", "手机", "座机", "个人邮箱", "部门负责人"]
REGIONS = ["华东", "华南", "华北", "华中", "西南", "西北", "东北", "港澳台", "R\\/D", "Überse\\;e"]
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def departments(count: int) -> list[str]:
    """Paths in a tree of three levels below the root, regions first."""
    paths = list(REGIONS)
    while len(paths) < count:
        number = len(paths)
        above = paths[number % 10] if number < 110 else paths[10 + number % 100]
        paths.append(f"{above}/部门{number}")
    return paths[:count]


def people(count: int, paths: list[str]) -> list[list[str]]:
    rows = []
    for number in range(count):
        name = SURNAMES[number % 16] + GIVEN[number // 16 % 20] + (GIVEN[number // 320 % 20] if number % 3 else "")
        places, leads = [f"Acme/{paths[number % len(paths)]}"], ["是" if number < len(paths) else "否"]
        if number % 20 == 0:
            places.append(f"Acme/{paths[(number * 7 + 3) % len(paths)]}")
            leads.append("否")
        title = "=工程师" if number % 50 == 0 else "+1 工程师" if number % 50 == 1 else "工程师, 高级"
        rows.append([name, f"p{number:05d}", f"Alias {number}" if number % 4 == 0 else "", title, ";".join(places),
                     "男" if number % 2 else "女", str(13800000000 + number), "010-8888,12" if number % 5 == 0 else "",
                     f"p{number:05d}@example.com", ";".join(leads)])
    return rows


def write_csv(path: str, rows: list[list[str]], header: list[str] | None = None) -> str:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header or HEADER] + rows)
    return path


def read_csv(path: str) -> list[list[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def office(path: str, form: str, into: str, *more: str) -> str:
    """Lets LibreOffice write a table anew; the new file. It runs without a screen, with a profile of its own."""
    profile = os.path.join(into, "profile")
    os.makedirs(profile, exist_ok=True)
    done = subprocess.run(["timeout", "300", "soffice", f"-env:UserInstallation=file://{profile}", "--headless", *more,
                           "--convert-to", form, "--outdir", into, path],
                          env=os.environ | {"HOME": profile}, capture_output=True, text=True, check=False)
    shutil.rmtree(profile, ignore_errors=True)
    made = os.path.join(into, os.path.splitext(os.path.basename(path))[0] + "." + form.split(":")[0])
    if done.returncode or not os.path.exists(made):
        raise Failed(f"soffice {form}: {done.stdout[-200:]} {done.stderr[-300:]}")
    return made


def as_workbook(csv_path: str, into: str) -> str:
    """As somebody does who opens a CSV in the office suite and saves it: phone numbers become numbers. The fourth column is
    taken as text: else titles with = in front would be formulas."""
    return office(csv_path, "xlsx", into, "--infilter=Text - txt - csv (StarCalc):44,34,76,1,4/2")


def as_rows(xlsx_path: str, into: str) -> list[list[str]]:
    return read_csv(office(xlsx_path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", into))
