@echo off
rem Opens the manual in this folder in the browser, to be edited. Where the folder wheelhouse stands beside this file, Khumue is first installed from it,
rem without a network: into .venv, of each computer its own. Without that folder the Khumue of this computer is taken.
rem All but the messages is ASCII, and lines end as Windows ends them: so must they stay.
chcp 65001 >nul
setlocal
pushd "%~dp0"
set "python=py"
where py >nul 2>&1
if not %errorlevel%==0 set "python=python"
set "venv=.venv\%COMPUTERNAME%"
set "made=%venv%\Scripts\python.exe"
if not exist wheelhouse\requirements.txt goto installed
"%made%" -c "import filecmp, sys, khumue; sys.exit(not filecmp.cmp('wheelhouse/requirements.txt', sys.prefix + '/requirements.txt', False))" >nul 2>&1
if %errorlevel%==0 goto installed
"%python%" -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1
if not %errorlevel%==0 goto no_python
echo กำลังติดตั้ง ครั้งแรกใช้เวลาสองสามนาที · Installing; this takes some minutes, once.
"%python%" -m venv --clear "%venv%"
if not %errorlevel%==0 goto failed
"%made%" -m pip --disable-pip-version-check --quiet install --no-index --find-links wheelhouse --require-hashes --no-deps -r wheelhouse\requirements.txt
if not %errorlevel%==0 goto unfit
copy /y wheelhouse\requirements.txt "%venv%" >nul

:installed
if exist "%made%" set "python=%made%"
"%python%" -c "import khumue" >nul 2>&1
if not %errorlevel%==0 goto no_khumue
set "manual=."
if exist mkdocs.yml goto edit
set "manual=manual"
if exist manual\mkdocs.yml goto edit
"%python%" -m khumue new manual
if not %errorlevel%==0 goto failed

:edit
"%python%" -m khumue --root "%manual%" edit
if %errorlevel%==0 goto end
goto failed

:no_python
echo ต้องใช้ Python 3.11 ขึ้นไป ติดตั้งจาก python.org แล้วดับเบิลคลิกไฟล์นี้อีกครั้ง
echo Python 3.11 or later is needed: install it from python.org, then double-click this file again.
goto failed

:no_khumue
echo ไม่พบโปรแกรม Khumue ให้วางโฟลเดอร์ wheelhouse ไว้ข้างไฟล์นี้ แล้วดับเบิลคลิกอีกครั้ง
echo Khumue is not here: put the folder wheelhouse beside this file, then double-click it again.
goto failed

:unfit
echo ติดตั้งไม่สำเร็จ โฟลเดอร์ wheelhouse ใช้ได้กับ Python 64 บิตต่อไปนี้
echo It could not be installed. The folder wheelhouse is for these, of 64 bit:
type wheelhouse\made-for.txt

:failed
pause

:end
popd
